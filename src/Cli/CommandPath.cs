using System.CommandLine;
using System.CommandLine.Parsing;

namespace Restante.Cli;

/// <summary>The verbs of a command line, without what they were given.</summary>
internal static class CommandPath
{
    public static string Of(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = command.Parent)
        {
            names.Insert(0, command.Command is RootCommand ? "restante" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
