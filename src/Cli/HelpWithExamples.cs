using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Restante.Cli;

/// <summary>The help of System.CommandLine, then the examples of the verb.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>Puts itself in the place of the library's help, for all verbs, and without its aliases from Windows (/?).</summary>
    public static void Install(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var option = new HelpOption("--help", "-h");
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
        root.Options.Add(option);
    }

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command is Verb verb ? verb.Examples : RestanteCommand.Examples;
        if (examples.Count > 0)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }
        }

        return ExitCode.Ok;
    }
}
