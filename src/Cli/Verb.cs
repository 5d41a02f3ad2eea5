using System.CommandLine;
using System.CommandLine.Parsing;

namespace Restante.Cli;

/// <summary>A command that shows how it is used.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines, as they are typed.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Of these, one at most may be given.</summary>
    public void Exclude(params Option[] options) => Validators.Add(result =>
    {
        if (options.Count(o => IsGiven(result, o)) > 1)
        {
            var names = options.Select(o => o.Name).ToArray();
            result.AddError($"{string.Join(", ", names[..^1])} and {names[^1]} exclude each other");
        }
    });

    /// <summary>One option says nothing without another.</summary>
    public void Need(Option option, Option other) => Validators.Add(result =>
    {
        if (IsGiven(result, option) && !IsGiven(result, other))
        {
            result.AddError($"{option.Name} needs {other.Name}");
        }
    });

    // Its value is not looked at: the library throws where there is none, or none that can be read, and says so itself later.
    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
