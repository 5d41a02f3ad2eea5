using Restante.Client.Wire;

namespace Restante.Client.Talk;

/// <summary>What came of a line.</summary>
/// <param name="Line">What was said.</param>
/// <param name="Status">The server's answer.</param>
public sealed record TalkReply(TalkLine Line, ServerReply Status)
{
    /// <summary>How a list or message ended; null where the answer has none.</summary>
    public MultiLineEnd? End { get; init; }

    /// <summary>Lines of it, without the terminator.</summary>
    public long Lines { get; init; }

    /// <summary>Octets of it without stuffing and terminator.</summary>
    public long Octets { get; init; }

    /// <summary>The first 64 KiB of these.</summary>
    public ReadOnlyMemory<byte> Beginning { get; init; }

    /// <summary>From the status line to the end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>All that was asked for came; it may have been a refusal.</summary>
    public bool IsWhole => Status.Answered && End is null or MultiLineEnd.Terminator;

    /// <summary>Nobody has to look at it: +OK, or a SASL challenge.</summary>
    public bool IsWell => Status.Status is ReplyStatus.Ok or ReplyStatus.Challenge && End is null or MultiLineEnd.Terminator;
}
