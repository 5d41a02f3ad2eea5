using System.CommandLine;

namespace Restante.Cli;

/// <summary>A command that shows how it is used.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines, as they are typed.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
