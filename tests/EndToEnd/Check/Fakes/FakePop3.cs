using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>
/// A POP3 server on loopback that is healthy until a test takes something away: each property and each handler is a
/// place for a fault. Users: ann, whose password is "secret".
/// </summary>
internal sealed class FakePop3 : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener;
    private readonly List<Task> _sessions = [];
    private Task _accepting = Task.CompletedTask;
    private int _connections;

    public FakePop3(string address = "127.0.0.1", int port = 0) => _listener = new TcpListener(IPAddress.Parse(address), port);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public CancellationToken Stopping => _stopping.Token;

    public string Greeting { get; set; } = "+OK pop.example.com ready";

    /// <summary>In place of <see cref="Greeting"/>, where machines differ.</summary>
    public Func<FakeSession, string>? GreetingOf { get; set; }

    public string NewLine { get; set; } = "\r\n";

    /// <summary>Null for a server without TLS.</summary>
    public FakeTls? Tls { get; set; }

    /// <summary>In place of <see cref="Tls"/> for some sessions, where machines differ.</summary>
    public Func<FakeSession, FakeTls>? TlsOf { get; set; }

    /// <summary>TLS from the first octet.</summary>
    public bool Implicit { get; set; }

    public List<FakeMessage> Messages { get; set; } = [FakeMessage.Make(1), FakeMessage.Make(2), FakeMessage.Make(3, 40)];

    /// <summary>One session at a time may have the mailbox (RFC 1939 §4).</summary>
    public SemaphoreSlim Maildrop { get; } = new(1);

    /// <summary>CAPA's lines.</summary>
    public Func<FakeSession, IEnumerable<string>> Capabilities { get; set; } = FakeCommands.Capabilities;

    /// <summary>Replaces everything that comes after accepting a connection; null for POP3.</summary>
    public Func<FakeSession, Task>? Instead { get; set; }

    /// <summary>What each command does, by its name in capitals; a fault is another handler.</summary>
    public Dictionary<string, Func<FakeSession, string, Task>> Commands { get; } = FakeCommands.All();

    /// <summary>Every line that was received, with the connection's number.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<(int Connection, string Line)> Received { get; } = new();

    public FakePop3 Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
        return this;
    }

    /// <summary>The rest of a fault is what a healthy server does.</summary>
    public static Task HealthyAsync(FakeSession session, string command, string argument) => FakeCommands.All()[command](session, argument);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stopping.Dispose();
        _listener.Dispose();
        Maildrop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(Stopping);
                socket.NoDelay = true;
                _sessions.Add(ServeAsync(socket, ++_connections));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        await Task.Yield();
        using var session = new FakeSession(this, socket, number);
        try
        {
            await (Instead ?? SpeakAsync)(session);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException or AuthenticationException)
        {
            // The client is gone, or the test is over.
        }
        finally
        {
            if (session.LoggedIn)
            {
                Maildrop.Release();
            }
        }
    }

    /// <summary>POP3 as it should be, apart from what the test changed.</summary>
    public async Task SpeakAsync(FakeSession session)
    {
        if (Implicit)
        {
            await session.StartTlsAsync();
        }

        await session.LineAsync(GreetingOf?.Invoke(session) ?? Greeting);
        while (!session.IsOver && await session.ReadLineAsync() is { } line)
        {
            Received.Enqueue((session.Number, line));
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (name, argument) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
            await (Commands.TryGetValue(name.ToUpperInvariant(), out var command) ? command(session, argument) : session.LineAsync("-ERR unknown command"));
        }
    }
}
