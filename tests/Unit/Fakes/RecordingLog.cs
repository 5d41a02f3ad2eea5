using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Restante.Unit.Fakes;

/// <summary>Keeps what was logged as lines: the event's name, then its fields.</summary>
public sealed class RecordingLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var fields = state is IReadOnlyList<KeyValuePair<string, object?>> values
            ? string.Join(' ', values.Where(v => v.Key != "{OriginalFormat}").Select(v => $"{v.Key}={v.Value}"))
            : formatter(state, exception);
        _lines.Enqueue($"{eventId.Name} {fields}");
    }
}
