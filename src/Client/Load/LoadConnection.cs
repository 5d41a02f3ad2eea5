using System.Buffers.Text;
using System.Net.Sockets;

namespace Restante.Client.Load;

/// <summary>
/// The connections of one thread, one after the other: blocking calls into one buffer that stays, nothing allocated for a
/// command or a message. A thread that waits in recv(2) costs less than any way to be told that there is something to read.
/// </summary>
/// <param name="thread">Shared with other connections of the same thread, of which only one is in the middle of a reply.</param>
internal sealed class LoadConnection(LoadOptions options, LoadTally tally, LoadThread thread) : IDisposable
{
    /// <summary>Octets that may come behind the reply to QUIT.</summary>
    private const int MostAfterQuit = 64 * 1024;

    private readonly byte[] _buffer = thread.Input;
    private readonly byte[] _command = thread.Commands;
    private Socket? _socket;
    private TlsSession? _tls;
    private int _from;
    private int _to;
    private int _commandLength;
    private long _heard;

    /// <summary>When the last octets came, or the connection was begun. Other threads may ask.</summary>
    public long Heard => Volatile.Read(ref _heard);

    public bool IsOpen => _socket is not null;

    /// <summary>Something came that was not read yet: the next reply, or its beginning.</summary>
    public bool HasMore => _from < _to;

    /// <summary>All octets that came, those of TLS aside.</summary>
    public long Received { get; private set; }

    /// <summary>What is being done, for the reason of a failure.</summary>
    public string Step { get; set; } = "connect";

    public void Connect()
    {
        Step = "connect";
        Volatile.Write(ref _heard, tally.Now());
        _from = _to = _commandLength = 0;
        var milliseconds = (int)options.Timeout.TotalMilliseconds;
        _socket = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = milliseconds,
            SendTimeout = milliseconds,
        };
        _socket.Connect(options.EndPoint);
    }

    public void StartTls()
    {
        Step = "tls";
        _tls = TlsSession.Connect(thread.Tls, _socket!, thread.Known);
    }

    /// <summary>Adds a command to those that the next <see cref="Flush"/> sends.</summary>
    public void Say(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > _command.Length - _commandLength)
        {
            Flush();
        }

        octets.CopyTo(_command.AsSpan(_commandLength));
        _commandLength += octets.Length;
    }

    public void Say(ReadOnlySpan<byte> keyword, int number)
    {
        Say(keyword);
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(number, digits, out var length);
        "\r\n"u8.CopyTo(digits[length..]);
        Say(digits[..(length + 2)]);
    }

    public void Flush()
    {
        var octets = _command.AsSpan(0, _commandLength);
        _commandLength = 0;
        if (octets.IsEmpty)
        {
            return;
        }

        if (_tls is { } tls)
        {
            tls.Write(octets);
        }
        else
        {
            while (!octets.IsEmpty)
            {
                octets = octets[_socket!.Send(octets)..];
            }
        }
    }

    /// <summary>A line without its end; holds until the next call.</summary>
    public ReadOnlySpan<byte> ReadLine()
    {
        var seen = 0;
        while (true)
        {
            var waiting = _buffer.AsSpan(_from, _to - _from);
            var end = waiting[seen..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = waiting[..(seen + end)];
                _from += line.Length + 1;
                return line.TrimEnd((byte)'\r');
            }

            seen = waiting.Length;
            Fill();
        }
    }

    /// <summary>A status line, which has to be +OK.</summary>
    public ReadOnlySpan<byte> ReadOk()
    {
        var line = ReadLine();
        return line.StartsWith("+OK"u8) ? line : throw LoadFailure.Refused(Step, line);
    }

    /// <summary>A multi-line reply, to its end.</summary>
    /// <returns>The octets of the lines after the first, the last one with its dot among them.</returns>
    public long ReadMultiLine()
    {
        ReadOk();
        var finder = TerminatorFinder.AfterLine;
        var octets = 0L;
        while (true)
        {
            var end = finder.Feed(_buffer.AsSpan(_from, _to - _from));
            if (end >= 0)
            {
                _from += end;
                return octets + end;
            }

            octets += _to - _from;
            _from = _to;
            Fill();
        }
    }

    /// <summary>So many octets, whatever they are.</summary>
    public void Skip(long count)
    {
        while (count > _to - _from)
        {
            count -= _to - _from;
            _from = _to;
            Fill();
        }

        _from += (int)count;
    }

    /// <summary>
    /// Waits for the server to close, which is when a maildrop is certainly free again, and leaves no connection in
    /// TIME-WAIT: there would be no ports left after a few seconds.
    /// </summary>
    public void AwaitEnd()
    {
        Step = "close";
        var more = 0;
        while (_socket!.Receive(_buffer) is > 0 and var count)
        {
            // A word of good-bye too many, or TLS's own; not a stream.
            more += count;
            if (more > MostAfterQuit)
            {
                throw new LoadFailure("close sends on and on");
            }
        }

        if (_tls is { } tls && thread.Tls.Resumes)
        {
            thread.Known = tls.TakeSession();
        }

        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Dispose();
    }

    /// <summary>Ends what another thread waits for on this connection; that thread then disposes it.</summary>
    public void Abort()
    {
        try
        {
            _socket?.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over already, or was never connected.
        }
    }

    public void Dispose()
    {
        // In this order: OpenSSL holds the socket's descriptor.
        _tls?.Dispose();
        _socket?.Dispose();
        (_tls, _socket) = (null, null);
    }

    private void Fill()
    {
        if (_from == _to)
        {
            _from = _to = 0;
        }
        else if (_to == _buffer.Length)
        {
            if (_from == 0)
            {
                throw new LoadFailure($"{Step} answered with a line of more than {_buffer.Length} octets");
            }

            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        var room = _buffer.AsSpan(_to);
        var count = _tls is { } tls ? tls.Read(room) : _socket!.Receive(room);
        if (count == 0)
        {
            throw new LoadFailure($"{Step} closed by the server");
        }

        _to += count;
        Received += count;
        Volatile.Write(ref _heard, tally.Now());
    }
}
