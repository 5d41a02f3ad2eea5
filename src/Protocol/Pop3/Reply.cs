using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Pop3;

/// <summary>The response codes we send (RFC 2449 §8, RFC 3206, RFC 6856 §5).</summary>
public enum ResponseCode
{
    None,

    /// <summary>Another session holds the maildrop.</summary>
    InUse,

    /// <summary>The credentials are at fault.</summary>
    Auth,

    /// <summary>The last login was too short a time ago.</summary>
    LoginDelay,

    /// <summary>Trouble on our side that will pass.</summary>
    SysTemp,

    /// <summary>Trouble on our side that somebody must mend.</summary>
    SysPerm,

    /// <summary>The message may be had in UTF-8 mode only.</summary>
    Utf8,
}

/// <summary>A single status line as a value, in no language yet. A refusal is one of these, never an exception.</summary>
/// <param name="IsOk">+OK or -ERR.</param>
/// <param name="Code">The response code, in brackets before the text.</param>
/// <param name="Text">What is said behind it.</param>
/// <param name="First">What the text says <c>{0}</c> for: of ours, without what a client sent; the writer makes control characters <c>?</c>.</param>
/// <param name="Second">The same for <c>{1}</c>.</param>
public sealed record Reply(bool IsOk, ResponseCode Code, ReplyText Text, string? First = null, string? Second = null)
{
    /// <summary>The longest status line with its CRLF (RFC 2449 §4).</summary>
    public const int MaxLength = 512;

    public static Reply Ok(ReplyText text, string? first = null, string? second = null) => new(true, ResponseCode.None, text, first, second);

    public static Reply Error(ReplyText text, string? first = null) => new(false, ResponseCode.None, text, first);

    public static Reply Error(ResponseCode code, ReplyText text, string? first = null, string? second = null) => new(false, code, text, first, second);

    /// <summary>Words that no language changes: names and numbers, and what is said where no language can have been chosen yet.</summary>
    public static Reply Ok(string words) => new(true, ResponseCode.None, ReplyText.Verbatim, words);

    /// <inheritdoc cref="Ok(string)"/>
    public static Reply Error(string words) => new(false, ResponseCode.None, ReplyText.Verbatim, words);

    /// <inheritdoc cref="Ok(string)"/>
    public static Reply Error(ResponseCode code, string words) => new(false, code, ReplyText.Verbatim, words);
}
