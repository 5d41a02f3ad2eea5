using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Restante.Fuzz.Sessions;

/// <summary>Keeps all that is logged.</summary>
internal sealed class ListLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(string.Join(' ', state is IEnumerable<KeyValuePair<string, object?>> values ? values.Select(v => $"{v.Key}={v.Value}") : [formatter(state, exception)]));
}
