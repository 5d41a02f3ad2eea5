using Restante.Logs;

namespace Restante.Cli.Commands.Logs;

/// <summary>How far it is, how fast, and how long still: on a terminal's standard error, while standard output goes elsewhere.</summary>
internal sealed class LogsProgress : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly LogReading _reading;
    private readonly long _length;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private bool _isShown;

    private LogsProgress(LogReading reading, long length, TimeProvider time)
    {
        (_reading, _length, _time, _start) = (reading, length, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Show(), null, Interval, Interval);
    }

    /// <summary>Null where nobody would see it.</summary>
    public static LogsProgress? Start(LogReading reading, long length, TimeProvider time) =>
        Console.IsOutputRedirected && !Console.IsErrorRedirected && !Terminal.IsDumb ? new LogsProgress(reading, length, time) : null;

    public void Dispose()
    {
        _timer.Dispose();
        if (_isShown)
        {
            Console.Error.Write("\r\e[K");
        }
    }

    /// <summary><c>42 %, 812 MB at 190 MB/s, 0:06 left</c></summary>
    internal static string Text(long read, long length, long text, TimeSpan elapsed)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var rate = $"{text / 1e6:N0} MB at {text / 1e6 / seconds:N0} MB/s";
        if (length <= 0 || read <= 0 || read > length)
        {
            return rate;
        }

        var left = TimeSpan.FromSeconds(Math.Min(seconds * (length - read) / read, 359_999));
        return $"{100 * read / length} %, {rate}, {(int)left.TotalMinutes}:{left.Seconds:00} left";
    }

    private void Show()
    {
        _isShown = true;
        Console.Error.Write($"\r{Text(_reading.OctetsRead, _length, _reading.OctetsOfText, _time.GetElapsedTime(_start))}\e[K");
    }
}
