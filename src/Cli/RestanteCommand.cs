using System.CommandLine;
using Restante.Cli.Commands;

namespace Restante.Cli;

/// <summary>All verbs, in the order in which help names them.</summary>
internal static class RestanteCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Restante, a POP3 server")
        {
            ServeCommand.Create(),
            DeliverCommand.Create(),
            UserCommand.Create(),
            ConfigCommand.Create(),
            CompletionCommand.Create(),
        };
        HelpWithExamples.Install(root);
        VersionLine.Install(root);
        return root;
    }
}
