using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>What a sentence means for the session it stands in.</summary>
internal delegate void Effect(Session session, in Told told);

/// <summary>Which session a sentence belongs to.</summary>
internal enum Belongs
{
    /// <summary>To the process's session, or to a new one where the log does not show its beginning.</summary>
    ToSession,

    /// <summary>It begins a session; one that is open is over.</summary>
    First,

    /// <summary>It ends the session.</summary>
    Last,

    /// <summary>It is all there is of a session.</summary>
    Alone,

    /// <summary>It belongs to the session if there is one, and begins none.</summary>
    IfAny,

    /// <summary>It ends the session of another process, which it names in the place <c>process</c>.</summary>
    EndsProcess,

    /// <summary>To none.</summary>
    ToNobody,
}

/// <summary>A sentence of a server's log, and what it means.</summary>
internal sealed record Sentence(string Pattern, Belongs Belongs, Effect? Effect = null)
{
    public SentencePattern Form { get; } = new(Pattern);

    /// <summary>
    /// Said by a process of its own that serves the connection up to the login: it belongs to the session that began from
    /// the same address in the process that started it.
    /// </summary>
    public bool IsOfChild { get; init; }

    /// <summary>The names of the form's places.</summary>
    public string[] Places { get; } = [.. new SentencePattern(Pattern).Places];
}
