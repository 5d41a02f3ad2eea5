using System.Text;
using Restante.Logs.Lines;

namespace Restante.Logs.Sessions;

/// <summary>
/// One session, put together from the lines of a log. Null is always: the log does not say. Every text in it is safe to
/// print.
/// </summary>
public sealed class Session
{
    internal Session(string format, string key, LineSource first)
    {
        (Format, First, Last) = (format, first, first);
        Id = key.AsSpan().ContainsAnyExceptInRange('!', '~') ? SafeText.Of(Encoding.Latin1.GetBytes(key)) : key;
    }

    public string Format { get; }

    /// <summary>The log's own name for it, or one made of where it stands.</summary>
    public string Id { get; internal set; }

    public string? User { get; internal set; }

    public string? Address { get; internal set; }

    public LogTime Start { get; internal set; }

    public LogTime End { get; internal set; }

    /// <summary>How long, as the log says it; else from its first line to its last.</summary>
    public double? Seconds
    {
        get => field ?? LogTime.Seconds(Start, End);
        internal set;
    }

    /// <summary>The version, <c>TLS</c> where only that much is known.</summary>
    public string? Tls { get; internal set; }

    /// <summary>The connection needed no TLS: the same machine, a tunnel, a trusted network.</summary>
    public bool IsTrusted { get; internal set; }

    /// <summary>The format tells TLS from no TLS: then a session without <see cref="Tls"/> had none.</summary>
    public bool TellsTls { get; internal set; }

    public string? Mechanism { get; internal set; }

    public Login Login { get; internal set; }

    public Amount? Retr { get; internal set; }

    public Amount? Top { get; internal set; }

    /// <summary>How many messages were marked to be deleted.</summary>
    public long? Dele { get; internal set; }

    /// <summary>How many are gone: none where QUIT never came.</summary>
    public long? Removed { get; internal set; }

    /// <summary>What was in the maildrop when the session began.</summary>
    public Amount? Maildrop { get; internal set; }

    public Ended Ended { get; internal set; }

    /// <summary>Why, in the log's own words.</summary>
    public string? Reason { get; internal set; }

    /// <summary>Refused logins in this session.</summary>
    public int FailedLogins { get; internal set; }

    /// <summary>The maildrop was refused because another session had it; its id where the log names it.</summary>
    public string? Holder { get; internal set; }

    /// <summary>Since when the holder had it.</summary>
    public LogTime HeldSince { get; internal set; }

    /// <summary>A number that is the same for the same unique-ids in the same order, before the session's work.</summary>
    public ulong? UniqueIds { get; internal set; }

    /// <summary>The message whose RETR was not answered to its end, and its octets.</summary>
    public (long Number, long? Octets)? Interrupted { get; internal set; }

    /// <summary>The longest wait within it: for what, and seconds.</summary>
    public (string What, double Seconds)? Slowest { get; internal set; }

    /// <summary>What was odd about it; codes.</summary>
    public IReadOnlyList<string> Findings => _findings ?? (IReadOnlyList<string>)[];

    /// <summary>Where its lines stand.</summary>
    public LineSource First { get; }

    public LineSource Last { get; internal set; }

    /// <summary>How many lines it has.</summary>
    public long Lines { get; internal set; }

    /// <summary>What was said, in order; only where the format has it and somebody asked (<see cref="SessionTable.KeepsSteps"/>).</summary>
    public IReadOnlyList<Step> Steps => _steps ?? (IReadOnlyList<Step>)[];

    /// <summary>Steps that were not kept, since a session may have millions.</summary>
    public long StepsLeftOut { get; private set; }

    /// <summary>The server's process, 0 where the log names none.</summary>
    internal long ProcessId { get; set; }

    /// <summary>What a reader needs to remember of it between two lines; no part of the result.</summary>
    internal object? Memory { get; set; }

    /// <summary>True once it was handed on.</summary>
    internal bool IsOver { get; set; }

    // The table's: its key, a second name under which it is found, and its place in the order of use.
    internal SessionIndex.Place? Key { get; set; }

    internal SessionIndex.Place? Alias { get; set; }

    internal Session? Older { get; set; }

    internal Session? Newer { get; set; }

    private const int MostSteps = 5000;

    private List<string>? _findings;
    private List<Step>? _steps;

    internal void Add(Step step)
    {
        _steps ??= [];
        if (_steps.Count < MostSteps)
        {
            _steps.Add(step);
        }
        else
        {
            StepsLeftOut++;
        }
    }

    internal void Note(string finding)
    {
        _findings ??= [];
        if (!_findings.Contains(finding))
        {
            _findings.Add(finding);
        }
    }
}

/// <summary>Something that one side said, as it may be shown.</summary>
/// <param name="Time">When, if the log says.</param>
/// <param name="Side">Who.</param>
/// <param name="Text">Safe to print, secrets blanked.</param>
public readonly record struct Step(LogTime Time, Side Side, string Text);

public enum Side
{
    /// <summary>What the log says about the session.</summary>
    Log,
    Client,
    Server,
}
