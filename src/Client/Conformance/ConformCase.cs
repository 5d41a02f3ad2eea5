namespace Restante.Client.Conformance;

/// <summary>What a step of a case does.</summary>
public enum StepKind
{
    /// <summary>Opens a connection and reads the greeting; without it the first step of a client does.</summary>
    Connect,
    LogIn,

    /// <summary>The client's line, CRLF added.</summary>
    Send,

    /// <summary>The client's octets as they are.</summary>
    SendRaw,

    /// <summary>The server's next line fits.</summary>
    Expect,

    /// <summary>The greeting fits.</summary>
    Greeting,

    /// <summary>The greeting does not fit.</summary>
    Unlike,

    /// <summary>The last line does not fit.</summary>
    Not,

    /// <summary>Where the last line fits, or the server has closed and that is one of them, the case is over and passed.</summary>
    Done,

    /// <summary>Reads lines up to the dot, for the steps that judge them.</summary>
    Lines,
    Count,
    Each,
    With,
    Without,
    Distinct,
    Sum,
    Octets,
    Keep,
    Same,

    /// <summary>The lines are this message.</summary>
    Message,

    /// <summary>The lines are this message's header and so many lines of its body.</summary>
    Top,

    /// <summary>Every line that this client received ended in CRLF.</summary>
    CrLf,

    /// <summary>The last line had at most so many octets.</summary>
    Length,
    Tls,

    /// <summary>The same; where it fails, the case is over and passed.</summary>
    TryTls,
    Drop,

    /// <summary>QUIT, its +OK, and the server closes.</summary>
    Quit,
    Closed,
    Silent,

    /// <summary>A new session finds so many messages.</summary>
    Remain,
}

/// <summary>A line of a case.</summary>
/// <param name="Line">In its file.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Client">Which of the clients, from 1.</param>
/// <param name="Text">What it does it with.</param>
public sealed record CaseStep(int Line, StepKind Kind, int Client, string Text);

/// <summary>One thing that an RFC asks of any server, as a conversation. docs/manual/conform.md describes the language.</summary>
/// <param name="Name">Unique in the suite.</param>
/// <param name="Title">What must hold, in words.</param>
public sealed record ConformCase(string Name, string Title)
{
    /// <summary>The first is the one that it counts for.</summary>
    public IReadOnlyList<Clause> Clauses { get; init; } = [];

    public ClauseLevel Level { get; init; }

    /// <summary>What the server, or the run, must have: capabilities in capitals, other words in small letters.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Names of the messages that the maildrop holds, and nothing else; null where that is no matter.</summary>
    public IReadOnlyList<string>? Mail { get; init; }

    public IReadOnlyList<CaseStep> Steps { get; init; } = [];

    public Clause Clause => Clauses[0];

    /// <summary>It logs in, or speaks of the user.</summary>
    public bool NeedsUser => Mail is not null || Steps.Any(s => s.Kind is StepKind.LogIn or StepKind.Remain || CaseText.NamesUser(s.Text));

    /// <summary>It may have removed messages, whatever it was meant to do.</summary>
    public bool MayRemove => Steps.Any(s => s.Text.Contains("DELE", StringComparison.OrdinalIgnoreCase));
}
