using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Restante.EndToEnd.Wire;

/// <summary>
/// A POP3 client that does nothing by itself: lines out, lines in, each wait with a limit. Octets are Latin-1
/// characters, so nothing is lost on the way.
/// </summary>
internal sealed class RawPop3 : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket? _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;

    private RawPop3(Socket? socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    public string Greeting { get; private set; } = "";

    /// <summary>True when a greeting comes at once: is the server up?</summary>
    public static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            await using var session = await ConnectAsync(port);
            return session.Greeting.StartsWith("+OK", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Somebody takes connections there, whatever is said then.</summary>
    public static async Task<bool> ListensAsync(int port)
    {
        try
        {
            await using var connection = await DialAsync(port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <param name="port">On loopback.</param>
    /// <param name="from">The client's address, any of 127.0.0.0/8; null leaves it to the system.</param>
    public static async Task<RawPop3> ConnectAsync(int port, string? from = null)
    {
        var session = await DialAsync(port, from);
        session.Greeting = await session.ReadLineAsync();
        return session;
    }

    /// <param name="port">The port of TLS from the first octet.</param>
    /// <param name="thumbprint">Of the only certificate that is accepted; null accepts any.</param>
    public static async Task<RawPop3> ConnectTlsAsync(int port, string? thumbprint)
    {
        var session = await DialAsync(port);
        try
        {
            await session.HandshakeAsync(thumbprint);
            session.Greeting = await session.ReadLineAsync();
            return session;
        }
        catch
        {
            // A test that tries until it succeeds would otherwise hold all the sessions that one address may have.
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connected, and nothing read: for those who speak first or never.</summary>
    public static Task<RawPop3> DialAsync(int port, string? from = null) => DialAsync(new IPEndPoint(IPAddress.Loopback, port), from);

    /// <summary>The same to an address of any family.</summary>
    public static async Task<RawPop3> DialAsync(EndPoint server, string? from = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (from is not null)
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            }

            if (server is IPEndPoint)
            {
                socket.NoDelay = true;
            }

            await socket.ConnectAsync(server).WaitAsync(Limit);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new RawPop3(socket, new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Speaks over somebody else's connection, a pipe for one; the greeting is read.</summary>
    public static async Task<RawPop3> OverAsync(Stream stream)
    {
        var session = new RawPop3(null, stream);
        session.Greeting = await session.ReadLineAsync();
        return session;
    }

    /// <summary>The same where the greeting was read by others.</summary>
    public static RawPop3 OverGreeted(Stream stream) => new(null, stream);

    public async Task LoginAsync(string user, string password)
    {
        await ExpectOkAsync($"USER {user}");
        await ExpectOkAsync($"PASS {password}");
    }

    /// <summary>One command, one line.</summary>
    public async Task<string> CommandAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadLineAsync();
    }

    public async Task<string> ExpectOkAsync(string line)
    {
        var reply = await CommandAsync(line);
        Assert.True(reply.StartsWith("+OK", StringComparison.Ordinal), $"{line.Split(' ')[0]} was answered: {reply}");
        return reply;
    }

    public async Task<string> ExpectErrorAsync(string line)
    {
        var reply = await CommandAsync(line);
        Assert.True(reply.StartsWith("-ERR", StringComparison.Ordinal), $"{line.Split(' ')[0]} was answered: {reply}");
        return reply;
    }

    /// <summary>The lines of a multi-line answer.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string command)
    {
        await ExpectOkAsync(command);
        var lines = new List<string>();
        for (var line = await ReadLineAsync(); line != "."; line = await ReadLineAsync())
        {
            lines.Add(line.StartsWith('.') ? line[1..] : line);
        }

        return lines;
    }

    /// <summary>A message's octets, dot-stuffing undone.</summary>
    public async Task<byte[]> RetrieveAsync(string command)
    {
        await ExpectOkAsync(command);
        using var message = new MemoryStream();
        await RetrieveIntoAsync(message);
        return message.ToArray();
    }

    /// <summary>The rest of a multi-line answer, after its status line, into a stream of any kind.</summary>
    public async Task RetrieveIntoAsync(Stream destination)
    {
        while (true)
        {
            // Lines may be longer than the buffer, so each piece is taken as it comes.
            var first = true;
            while (true)
            {
                if (_start == _end)
                {
                    await FillAsync();
                }

                if (first && _buffer[_start] == '.')
                {
                    while (_end - _start < 3)
                    {
                        await FillAsync();
                    }

                    if (_buffer[_start + 1] == '\r' && _buffer[_start + 2] == '\n')
                    {
                        _start += 3;
                        return;
                    }

                    _start++;
                }

                first = false;
                var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
                var count = newline >= 0 ? newline + 1 : _end - _start;
                await destination.WriteAsync(_buffer.AsMemory(_start, count));
                _start += count;
                if (newline >= 0)
                {
                    break;
                }
            }
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        using var time = new CancellationTokenSource(Limit);
        await _stream.WriteAsync(octets, time.Token);
        await _stream.FlushAsync(time.Token);
    }

    /// <summary>A line without its end.</summary>
    /// <exception cref="EndOfStreamException">The server closed.</exception>
    /// <exception cref="TimeoutException">It said nothing.</exception>
    public async Task<string> ReadLineAsync(TimeSpan? limit = null)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end)
            {
                await FillAsync(limit);
            }

            var octet = _buffer[_start++];
            if (octet == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)octet);
        }
    }

    /// <summary>All until the server closes, and it must close within the limit. A reset counts as a close.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan? limit = null)
    {
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                text.Append(Encoding.Latin1.GetString(_buffer, _start, _end - _start));
                _start = _end;
                await FillAsync(limit);
            }
        }
        catch (IOException)
        {
            return text.ToString();
        }
    }

    /// <summary>STLS and the handshake.</summary>
    public async Task StartTlsAsync(string? thumbprint)
    {
        await ExpectOkAsync("STLS");
        Assert.Equal(_start, _end); // Not one octet may follow the +OK before the handshake.
        await HandshakeAsync(thumbprint);
    }

    /// <summary>No more from us; the server's answers can still be read.</summary>
    public void FinishSending() => _socket!.Shutdown(SocketShutdown.Send);

    /// <summary>A reset, as from a machine that lost its power and came back.</summary>
    public void Abort()
    {
        _socket!.LingerState = new LingerOption(enable: true, 0);
        _socket.Close();
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private async Task HandshakeAsync(string? thumbprint)
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        using var time = new CancellationTokenSource(Limit);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                thumbprint is null || certificate?.GetCertHashString() == thumbprint,
        };
        await tls.AuthenticateAsClientAsync(options, time.Token);
    }

    private async Task FillAsync(TimeSpan? limit = null)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        using var time = new CancellationTokenSource(limit ?? Limit);
        try
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), time.Token);
            _end += read > 0 ? read : throw new EndOfStreamException("the server closed the connection");
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"the server said nothing for {(limit ?? Limit).TotalSeconds:0} s", e);
        }
    }
}
