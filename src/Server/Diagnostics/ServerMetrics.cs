using System.Diagnostics.Metrics;
using Restante.Logs;

namespace Restante.Server.Diagnostics;

/// <summary>The server's numbers, for whoever listens to the meter. Attribute values are closed sets: never a user, never what a client sent.</summary>
public sealed class ServerMetrics : IDisposable
{
    public const string MeterName = "Restante.Server";

    private readonly Meter _meter = new(MeterName);
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _retrieved;
    private readonly Counter<long> _removed;
    private readonly Counter<long> _sent;

    public ServerMetrics()
    {
        _active = _meter.CreateUpDownCounter<long>("pop3.server.active_sessions", "{session}", "Sessions that are open.");
        _duration = _meter.CreateHistogram<double>("pop3.server.session.duration", "s", "How long sessions last.");
        _logins = _meter.CreateCounter<long>("pop3.server.logins", "{login}", "Logins that succeeded.");
        _failures = _meter.CreateCounter<long>("pop3.server.login_failures", "{login}", "Logins that were refused.");
        _retrieved = _meter.CreateCounter<long>("pop3.server.messages.retrieved", "{message}", "Messages sent by RETR.");
        _removed = _meter.CreateCounter<long>("pop3.server.messages.removed", "{message}", "Messages removed by QUIT.");
        _sent = _meter.CreateCounter<long>("pop3.server.sent", "By", "Octets sent, before TLS.");
    }

    public void SessionStarted() => _active.Add(1);

    public void SessionEnded(EndReason end, int retrieved, int removed, long sent, double seconds)
    {
        _active.Add(-1);
        _duration.Record(seconds, new KeyValuePair<string, object?>("pop3.end", end.Name()));
        _retrieved.Add(retrieved);
        _removed.Add(removed);
        _sent.Add(sent);
    }

    public void LoggedIn(string mechanism) => _logins.Add(1, new KeyValuePair<string, object?>("pop3.mechanism", mechanism));

    public void LoginFailed() => _failures.Add(1);

    public void Dispose() => _meter.Dispose();
}
