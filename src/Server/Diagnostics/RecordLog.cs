using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Restante.Logs;

namespace Restante.Server.Diagnostics;

/// <summary>
/// Takes what is logged, makes records of it and writes them to one stream, off the threads that log. When the stream
/// is blocked or fails, sessions go on: records that are lost are counted, and the count is written once it moves again.
/// </summary>
public sealed class RecordLog : ILoggerProvider, IAsyncDisposable
{
    private const int Backlog = 65_536;
    private const long Idle = -1;
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    /// <summary>Keys of what most sessions have not; the manual names them so.</summary>
    private static readonly string[] OnlyWhereThere = ["lines", "tlsat", "cipher", "proxy", "proxyid", "cn"];

    private readonly Stream _target;
    private readonly TimeProvider _time;
    private readonly Channel<Entry> _entries = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(Backlog) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly Task _writing;
    private long _lost;
    private long _writingSince = Idle;

    public RecordLog(Stream target, TimeProvider time, string node, bool json)
    {
        _target = target;
        _time = time;
        Node = node;
        Json = json;
        _writing = Task.Run(Write);
    }

    /// <summary>The machine's name in every record.</summary>
    public string Node { get; set; }

    /// <summary>One JSON object a line instead of text.</summary>
    public bool Json { get; set; }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>
    /// Returns when all that was logged before has left the process, or after five seconds of a blocked target; at once
    /// while it has been blocked for longer: a QUIT flushes twice, and each one would pay for it.
    /// </summary>
    public async ValueTask FlushAsync()
    {
        if (Volatile.Read(ref _writingSince) is not Idle and var since && _time.GetElapsedTime(since) > FlushLimit)
        {
            return;
        }

        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var limit = new CancellationTokenSource(FlushLimit, _time);
        try
        {
            await _entries.Writer.WriteAsync(new Entry(default, written), limit.Token);
            await written.Task.WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // Mail goes on without its log rather than not at all.
        }
    }

    public void Dispose() => _entries.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(FlushLimit, _time);
        }
        catch (TimeoutException)
        {
            // The target is blocked; the process ends all the same.
        }
    }

    private void Add(LogRecord record)
    {
        if (!_entries.Writer.TryWrite(new Entry(record, null)))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private async Task Write()
    {
        var buffer = new ArrayBufferWriter<byte>(65_536);
        var waiting = new List<TaskCompletionSource>();
        while (await _entries.Reader.WaitToReadAsync())
        {
            var (records, lost) = (0L, 0L);
            try
            {
                while (buffer.WrittenCount < 60_000 && _entries.Reader.TryRead(out var entry))
                {
                    if (entry.Written is { } written)
                    {
                        waiting.Add(written);
                    }
                    else
                    {
                        records++;
                        Format(buffer, entry.Record);
                    }
                }

                lost = Interlocked.Exchange(ref _lost, 0);
                if (lost > 0)
                {
                    Format(buffer, new LogRecord(_time.GetUtcNow(), Node, "-", "records-lost", [new("count", lost)]));
                }

                Volatile.Write(ref _writingSince, _time.GetTimestamp());
                await _target.WriteAsync(buffer.WrittenMemory);
                await _target.FlushAsync();
            }
            catch (Exception)
            {
                // Whoever read our output is gone, its disk is full, or there is no memory for a line. Whatever it is: nobody
                // else writes records, and mail is still to be served. Should the target take records again, it is told how
                // many are missing.
                Interlocked.Add(ref _lost, records + lost);
            }

            Volatile.Write(ref _writingSince, Idle);
            buffer.ResetWrittenCount();
            waiting.ForEach(w => w.SetResult());
            waiting.Clear();
        }
    }

    private void Format(ArrayBufferWriter<byte> buffer, in LogRecord record)
    {
        if (Json)
        {
            RecordWriter.WriteJson(buffer, record);
        }
        else
        {
            RecordWriter.WriteText(buffer, record);
        }
    }

    private readonly record struct Entry(LogRecord Record, TaskCompletionSource? Written);

    private sealed class Logger(RecordLog log, string category) : ILogger
    {
        // The framework's own chatter stays out unless it is a warning; its messages are text and no fields.
        private readonly bool _ours = category.StartsWith("Restante", StringComparison.Ordinal);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => level >= (_ours ? LogLevel.Information : LogLevel.Warning);

        public void Log<TState>(
            LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(level))
            {
                return;
            }

            var session = "-";
            var fields = new List<KeyValuePair<string, object?>>();
            if (_ours && state is IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                foreach (var (key, value) in values)
                {
                    if (key == "session")
                    {
                        session = value as string ?? "-";
                    }
                    else if (key != "{OriginalFormat}" && !(value is null && OnlyWhereThere.Contains(key)))
                    {
                        fields.Add(new(Key(key), value));
                    }
                }
            }
            else
            {
                fields.Add(new("source", category));
                fields.Add(new("message", formatter(state, exception)));
                fields.Add(new("error", exception?.Message));
            }

            log.Add(new LogRecord(log._time.GetUtcNow(), log.Node, session, _ours ? eventId.Name ?? "event" : "framework", fields));
        }

        // in and out are words of C#, and the generator of the methods does not escape them.
        private static string Key(string name) => name switch
        {
            "octetsIn" => "in",
            "octetsOut" => "out",
            _ => name,
        };
    }
}
