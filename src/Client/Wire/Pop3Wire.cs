using System.Buffers;

namespace Restante.Client.Wire;

/// <summary>
/// The octets of one connection: lines out of a stream with a limit on their length and on the time, and nothing lost
/// when the time is over: a read goes on in the background and its octets serve the next one.
/// </summary>
/// <param name="stream">Owned.</param>
/// <param name="time">The clock of all waiting.</param>
public sealed class Pop3Wire(Stream stream, TimeProvider time) : IAsyncDisposable
{
    private const int PieceSize = 16 * 1024;

    private readonly byte[] _incoming = new byte[PieceSize];
    private readonly ArrayBufferWriter<byte> _line = new();
    private ReadOnlyMemory<byte> _rest;
    private Task<int>? _reading;

    /// <summary>Octets received so far.</summary>
    public long Received { get; private set; }

    /// <summary>What was received and not read yet.</summary>
    public ReadOnlyMemory<byte> Unread => _rest;

    public Stream Stream => stream;

    /// <summary>Sends octets as they are.</summary>
    /// <exception cref="TimeoutException">The server takes nothing.</exception>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> octets, TimeSpan timeout, CancellationToken cancellation)
    {
        await stream.WriteAsync(octets, cancellation).AsTask().WaitAsync(timeout, time, cancellation);
        await stream.FlushAsync(cancellation).WaitAsync(timeout, time, cancellation);
    }

    /// <summary>Reads a line.</summary>
    /// <param name="limit">Octets without the line end.</param>
    /// <param name="timeout">For the whole line: a server that sends an octet now and then does not prolong it.</param>
    /// <param name="cancellation">Ends the waiting with an exception.</param>
    public async ValueTask<WireRead> ReadLineAsync(int limit, TimeSpan timeout, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var lineFeed = _rest.Span.IndexOf((byte)'\n');
            var piece = lineFeed < 0 ? _rest : _rest[..lineFeed];
            if (_line.WrittenCount + piece.Length > limit + 1)
            {
                var room = Math.Max(0, limit - _line.WrittenCount);
                _line.Write(piece.Span[..Math.Min(room, piece.Length)]);
                _rest = _rest[Math.Min(room, piece.Length)..];
                return Take(WireEvent.TooLong);
            }

            _line.Write(piece.Span);
            if (lineFeed >= 0)
            {
                _rest = _rest[(lineFeed + 1)..];
                return TakeLine();
            }

            _rest = default;
            switch (await FillAsync(timeout - time.GetElapsedTime(started), cancellation))
            {
                case WireEvent.Line:
                    continue;
                case WireEvent.TimedOut:
                    // The beginning of the line stays: what follows belongs to it.
                    return new WireRead(WireEvent.TimedOut, _line.WrittenMemory.ToArray(), BareLf: false);
                case var ended:
                    return Take(ended);
            }
        }
    }

    /// <summary>The next octets as they come, for what is too large for lines; valid until the next read.</summary>
    public async ValueTask<(WireEvent Event, ReadOnlyMemory<byte> Octets)> ReadSomeAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (_rest.IsEmpty && await FillAsync(timeout, cancellation) is var outcome and not WireEvent.Line)
        {
            return (outcome, default);
        }

        var octets = _rest;
        _rest = default;
        return (WireEvent.Line, octets);
    }

    /// <summary>Gives back the end of what <see cref="ReadSomeAsync"/> gave, for the next read.</summary>
    public void PutBack(ReadOnlyMemory<byte> octets) => _rest = octets;

    /// <summary>Waits whether anything comes, or the end; true when it did.</summary>
    public async ValueTask<WireEvent> AwaitMoreAsync(TimeSpan timeout, CancellationToken cancellation) =>
        _rest.IsEmpty ? await FillAsync(timeout, cancellation) : WireEvent.Line;

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        if (_reading is { } reading)
        {
            // It ends now that the stream is closed; how is nobody's concern.
            await reading.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary><see cref="WireEvent.Line"/> where octets came.</summary>
    private async ValueTask<WireEvent> FillAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            _reading ??= stream.ReadAsync(_incoming, CancellationToken.None).AsTask();
            var count = await _reading.WaitAsync(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, time, cancellation);
            _reading = null;
            if (count == 0)
            {
                return WireEvent.Closed;
            }

            Received += count;
            _rest = _incoming.AsMemory(0, count);
            return WireEvent.Line;
        }
        catch (TimeoutException)
        {
            return WireEvent.TimedOut;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return WireEvent.Broken;
        }
    }

    private WireRead TakeLine()
    {
        var octets = _line.WrittenSpan;
        var bare = octets.IsEmpty || octets[^1] != '\r';
        var line = (bare ? octets : octets[..^1]).ToArray();
        _line.ResetWrittenCount();
        return new WireRead(WireEvent.Line, line, bare);
    }

    private WireRead Take(WireEvent ended)
    {
        var octets = _line.WrittenSpan.ToArray();
        _line.ResetWrittenCount();
        return new WireRead(ended, octets, BareLf: false);
    }
}
