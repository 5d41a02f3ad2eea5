using System.Text;
using Restante.Protocol.Transcript;

namespace Restante.Client.Wire;

/// <summary>What kind of answer came, if any.</summary>
public enum ReplyStatus
{
    /// <summary>+OK.</summary>
    Ok,

    /// <summary>-ERR.</summary>
    Error,

    /// <summary>A SASL challenge: <c>+ …</c>.</summary>
    Challenge,

    /// <summary>A line that is none of these (RFC 1939 §3).</summary>
    Bad,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The server closed the connection in place of an answer.</summary>
    Closed,

    /// <summary>The connection broke.</summary>
    Broken,
}

/// <summary>The status line that answers a command.</summary>
/// <param name="Status">What it is.</param>
/// <param name="Raw">The line without its end: octets from outside.</param>
/// <param name="Elapsed">From the command to the line's end.</param>
public sealed record ServerReply(ReplyStatus Status, ReadOnlyMemory<byte> Raw, TimeSpan Elapsed)
{
    /// <summary>How the line ended; empty where it did not, because it was cut at the limit or the connection ended.</summary>
    public string LineEnd { get; init; } = "";

    /// <summary>The line as it may be shown to a person: escaped and cut.</summary>
    public string Shown => ServerLine.Show(Raw.Span);

    public bool IsOk => Status == ReplyStatus.Ok;

    /// <summary>An answer came, whatever it says.</summary>
    public bool Answered => Status is ReplyStatus.Ok or ReplyStatus.Error or ReplyStatus.Challenge or ReplyStatus.Bad;

    /// <summary>What follows the status, response code included; octets above 127 as <c>?</c>.</summary>
    public string Text
    {
        get
        {
            var line = Encoding.ASCII.GetString(Raw.Span);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            return space < 0 ? "" : line[(space + 1)..];
        }
    }

    /// <summary>The extended response code in capitals, without brackets and without detail that no standard has (RFC 2449 §8); null without one.</summary>
    public string? Code
    {
        get
        {
            var text = Text;
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return Status is ReplyStatus.Ok or ReplyStatus.Error && text.StartsWith('[') && end > 1 ? ResponseCodes.WithoutDetail(text[1..end].ToUpperInvariant()) : null;
        }
    }

    /// <summary>In words for a finding: the line, or why there is none.</summary>
    public string InWords => Status switch
    {
        ReplyStatus.TimedOut => $"no answer for {Elapsed.TotalSeconds:0.#} s",
        ReplyStatus.Closed => "the server closed the connection",
        ReplyStatus.Broken => "the connection broke",
        _ => Shown,
    };

    /// <summary>What a line is.</summary>
    internal static ReplyStatus StatusOf(ReadOnlySpan<byte> line) =>
        Begins(line, "+OK"u8) ? ReplyStatus.Ok
        : Begins(line, "-ERR"u8) ? ReplyStatus.Error
        : line.SequenceEqual("+"u8) || line.StartsWith("+ "u8) ? ReplyStatus.Challenge
        : ReplyStatus.Bad;

    // "+OKAY" is no +OK (RFC 1939 §3: upper case, then a space or the end).
    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> status) =>
        line.StartsWith(status) && (line.Length == status.Length || line[status.Length] is (byte)' ' or (byte)'\t');
}
