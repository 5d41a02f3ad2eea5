namespace Restante.Protocol.Pop3;

/// <summary>A command line that the state table allows, cut into its parts. Lives as long as the line it was read from.</summary>
public readonly ref struct Command
{
    internal Command(StateRow row, ReadOnlySpan<byte> argument, ReadOnlySpan<byte> second, int number, int lines)
    {
        Row = row;
        Argument = argument;
        Second = second;
        Number = number;
        Lines = lines;
    }

    public StateRow Row { get; }

    public Keyword Keyword => Row.Keyword;

    /// <summary>The first argument, or all of them for <see cref="Arguments.Rest"/>; empty without one.</summary>
    public ReadOnlySpan<byte> Argument { get; }

    /// <summary>APOP's digest, or AUTH's initial response; empty without one ("=" is what stands for an empty response).</summary>
    public ReadOnlySpan<byte> Second { get; }

    /// <summary>The message number as sent, 1 and up, not compared with any maildrop; 0 without one.</summary>
    public int Number { get; }

    /// <summary>TOP's number of body lines.</summary>
    public int Lines { get; }
}
