namespace Restante.Client.Wire;

/// <summary>What RETR or TOP sent: measured octet by octet, not kept beyond its beginning.</summary>
/// <param name="Status">The line before it; where that is no +OK the rest is empty.</param>
/// <param name="End">How it ended.</param>
public sealed record MessageRead(ServerReply Status, MultiLineEnd End)
{
    /// <summary>The message's octets, its line ends as they came, without stuffing and terminator.</summary>
    public long Octets { get; init; }

    /// <summary>Its lines.</summary>
    public long Lines { get; init; }

    /// <summary>Lines that ended in LF alone.</summary>
    public long BareLfLines { get; init; }

    /// <summary>Lines that began with a dot and were not stuffed (RFC 1939 §3); the number of the first, from 1; 0 for none.</summary>
    public long FirstUnstuffed { get; init; }

    /// <summary>The number of its header's lines, without the empty line; -1 where no empty line came.</summary>
    public long HeaderLines { get; init; } = -1;

    /// <summary>The first octets, at most <see cref="MessageReader.Kept"/>.</summary>
    public ReadOnlyMemory<byte> Beginning { get; init; }

    /// <summary>SHA-256 of the message's octets.</summary>
    public ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>From the status line to the end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Octets as a server counts them that takes a line end for one octet.</summary>
    public long OctetsWithLf => Octets - (Lines - BareLfLines);

    public bool IsWhole => Status.IsOk && End == MultiLineEnd.Terminator;
}
