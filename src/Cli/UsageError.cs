using System.CommandLine;
using System.CommandLine.Parsing;

namespace Restante.Cli;

/// <summary>Says what is wrong with a command line.</summary>
internal static class UsageError
{
    public static void Complain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(parsed.CommandResult);
        if (command.Subcommands.Count > 0)
        {
            // The library's words are one error for the missing verb and one for each word that is none.
            var given = parsed.UnmatchedTokens.Count > 0 ? $"{path} has no verb \"{parsed.UnmatchedTokens[0]}\"" : $"{path} needs a verb";
            Terminal.Complain($"{given}: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}");
        }
        else
        {
            foreach (var error in parsed.Errors)
            {
                Terminal.Complain(error.Message);
            }
        }

        Console.Error.WriteLine($"`{path} --help` shows how it is used");
    }

    private static string PathOf(CommandResult? command)
    {
        var names = new List<string>();
        for (; command is not null; command = command.Parent as CommandResult)
        {
            names.Insert(0, command.Command is RootCommand ? "restante" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
