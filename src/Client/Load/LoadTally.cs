using System.Collections.Concurrent;

namespace Restante.Client.Load;

/// <summary>What is timed, each by itself.</summary>
public enum LoadStep
{
    /// <summary>From connecting to the greeting; TLS from the first octet is in it.</summary>
    Greeting,

    /// <summary>STLS, its reply and the handshake, or the handshake of a TLS port.</summary>
    Tls,
    Login,
    Stat,
    Uidl,
    List,
    Retr,
    Dele,
    Quit,

    /// <summary>From connecting to the reply to QUIT.</summary>
    Session,
}

/// <summary>
/// What a run has counted while it measures. Connections share a few lanes: their counters are neither fought over nor
/// as many as there are connections.
/// </summary>
internal sealed class LoadTally(TimeProvider time)
{
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount * 2, 32)).Select(_ => new Lane())];
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly double _nanoseconds = 1e9 / time.TimestampFrequency;
    private volatile bool _open;

    public long Sessions => _lanes.Sum(l => Volatile.Read(ref l.Sessions));

    public long Mails => _lanes.Sum(l => Volatile.Read(ref l.Mails));

    public long Octets => _lanes.Sum(l => Volatile.Read(ref l.Octets));

    public IReadOnlyDictionary<string, long> Errors => _errors;

    public bool IsOpen => _open;

    /// <summary>What ends while it is open is counted.</summary>
    public void Open() => _open = true;

    public void Close() => _open = false;

    public long Now() => time.GetTimestamp();

    public void Took(int lane, LoadStep step, long started)
    {
        if (_open)
        {
            _lanes[lane % _lanes.Length].Times[(int)step].Record((long)((time.GetTimestamp() - started) * _nanoseconds));
        }
    }

    public void Received(int lane, long octets, int mails = 0)
    {
        if (_open)
        {
            ref var of = ref _lanes[lane % _lanes.Length];
            Interlocked.Add(ref of.Octets, octets);
            Interlocked.Add(ref of.Mails, mails);
        }
    }

    public void Ended(int lane)
    {
        if (_open)
        {
            Interlocked.Increment(ref _lanes[lane % _lanes.Length].Sessions);
        }
    }

    public void Failed(string reason)
    {
        if (_open)
        {
            _errors.AddOrUpdate(reason, 1, static (_, count) => count + 1);
        }
    }

    /// <summary>The times of a step over all lanes.</summary>
    public LatencyHistogram Times(LoadStep step)
    {
        var all = new LatencyHistogram();
        foreach (var lane in _lanes)
        {
            all.Add(lane.Times[(int)step]);
        }

        return all;
    }

    private sealed class Lane
    {
        public readonly LatencyHistogram[] Times = [.. Enum.GetValues<LoadStep>().Select(_ => new LatencyHistogram())];
        public long Sessions;
        public long Mails;
        public long Octets;
    }
}
