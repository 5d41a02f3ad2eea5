namespace Restante.Protocol.Pop3;

/// <summary>The response codes we send (RFC 2449 §8, RFC 3206).</summary>
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
}

/// <summary>A single status line as a value. A refusal is one of these, never an exception.</summary>
/// <param name="IsOk">+OK or -ERR.</param>
/// <param name="Code">The response code, in brackets before the text.</param>
/// <param name="Text">Plain text of ours, without what a client sent; the writer makes control characters <c>?</c>.</param>
public sealed record Reply(bool IsOk, ResponseCode Code, string Text)
{
    /// <summary>The longest status line with its CRLF (RFC 2449 §4).</summary>
    public const int MaxLength = 512;

    public static Reply Ok(string text) => new(true, ResponseCode.None, text);

    public static Reply Error(string text) => new(false, ResponseCode.None, text);

    public static Reply Error(ResponseCode code, string text) => new(false, code, text);
}
