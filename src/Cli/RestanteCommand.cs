using System.CommandLine;
using Restante.Cli.Commands;
using Restante.Cli.Commands.Bench;
using Restante.Cli.Commands.Check;
using Restante.Cli.Commands.Conform;
using Restante.Cli.Commands.Explain;
using Restante.Cli.Commands.Logs;
using Restante.Cli.Commands.Talk;

namespace Restante.Cli;

/// <summary>All verbs, in the order in which help names them.</summary>
internal static class RestanteCommand
{
    /// <summary>What somebody does first.</summary>
    public static IReadOnlyList<string> Examples { get; } =
    [
        "restante serve                                # try it, as a user demo",
        "restante user add ann --config restante.json",
        "restante serve --config restante.json",
        "restante check pop.example.com                # what is wrong with it",
        "restante logs /var/log/mail.log               # what happened, what was odd",
    ];

    public static RootCommand Create()
    {
        var root = new RootCommand("Restante: POP3, end to end")
        {
            ServeCommand.Create(),
            DeliverCommand.Create(),
            UserCommand.Create(),
            ConfigCommand.Create(),
            CheckCommand.Create(),
            ConformCommand.Create(),
            LogsCommand.Create(),
            TalkCommand.Create(),
            BenchCommand.Create(),
            ExplainCommand.Create(),
            CompletionCommand.Create(),
            ManCommand.Create(),
        };
        HelpWithExamples.Install(root);
        VersionLine.Install(root);
        return root;
    }
}
