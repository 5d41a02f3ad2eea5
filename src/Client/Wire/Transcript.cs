using System.Collections.Concurrent;
using System.Globalization;

namespace Restante.Client.Wire;

/// <summary>Who said a line of a transcript.</summary>
public enum Speaker
{
    /// <summary>A remark of ours: connected, TLS begun, closed.</summary>
    Note,
    Client,
    Server,
}

/// <summary>A line of a transcript, fit to be shown: secrets are blanked before they come here.</summary>
/// <param name="At">Since the transcript began.</param>
/// <param name="Connection">Counts from 1.</param>
public sealed record TranscriptLine(TimeSpan At, int Connection, Speaker Speaker, string Text)
{
    private static readonly Dictionary<Speaker, string> Marks = new() { [Speaker.Note] = "·", [Speaker.Client] = "C:", [Speaker.Server] = "S:" };

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds,8:0.000} {Connection} {Marks[Speaker]} {Text}");
}

/// <summary>What was said in all connections of a run, oldest first; bounded, so that a flood does not fill the memory.</summary>
public sealed class Transcript(TimeProvider time)
{
    private const int MostLines = 20_000;

    private readonly ConcurrentQueue<TranscriptLine> _lines = new();
    private readonly long _started = time.GetTimestamp();
    private int _connections;
    private int _count;

    public IReadOnlyCollection<TranscriptLine> Lines => _lines;

    /// <summary>Told of each line at once; null for nobody.</summary>
    public Action<TranscriptLine>? Heard { get; init; }

    /// <summary>The number of a new connection.</summary>
    public int Open() => Interlocked.Increment(ref _connections);

    /// <param name="text">Escaped, and without secrets.</param>
    public void Add(int connection, Speaker speaker, string text)
    {
        var line = new TranscriptLine(time.GetElapsedTime(_started), connection, speaker, text);
        Heard?.Invoke(line);
        if (Interlocked.Increment(ref _count) <= MostLines)
        {
            _lines.Enqueue(line);
        }
    }
}
