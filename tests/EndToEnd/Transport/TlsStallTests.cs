using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Restante.Server.Sessions;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.EndToEnd.Transport;

/// <summary>A client that does not read holds up neither a handshake nor the end of TLS for longer than it is given.</summary>
public sealed class TlsStallTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(5);

    private readonly SslStreamCertificateContext _certificate = TestCertificate.Make();
    private Socket _client = null!;
    private Socket _server = null!;
    private SocketConnection _connection = null!;

    public async Task InitializeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 8192 };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 8192 };
        await _client.ConnectAsync(listener.LocalEndPoint!);
        _server = await listener.AcceptAsync();
        _connection = new SocketConnection(_server);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task A_handshake_whose_answer_nobody_reads_ends_in_its_time()
    {
        await FillAsync();
        await _client.SendAsync(await ClientHelloAsync());
        var outcome = await Upgrade().AuthenticateAsync(_connection, TimeSpan.FromSeconds(2), TimeProvider.System, CancellationToken.None).WaitAsync(Patience);
        Assert.Null(outcome.Connection);
        Assert.Equal("the handshake took too long", outcome.Failure);
    }

    [Fact]
    public async Task A_goodbye_that_nobody_reads_is_given_up_in_its_time()
    {
        await using var client = new SslStream(new NetworkStream(_client), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        var shaking = client.AuthenticateAsClientAsync("localhost");
        var outcome = await Upgrade().AuthenticateAsync(_connection, Patience, TimeProvider.System, CancellationToken.None);
        await shaking;
        await using var tls = outcome.Connection!;
        await FillAsync();

        var time = new ManualTime();
        using var deadline = new Deadline(time);
        var output = new SessionOutput(tls.Transport.Output, deadline, Stall, Abort);
        var facts = new SessionFacts { Id = "7f3c9a", Address = "127.0.0.1", Started = 0 };
        var closing = new SessionClose(_connection, facts, output, deadline, Abort).CleanlyAsync(tls).AsTask();
        time.Advance(Stall - TimeSpan.FromSeconds(1));
        Assert.False(closing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await closing.WaitAsync(Patience);
    }

    private TlsUpgrade Upgrade() => new(_ => _certificate, SslProtocols.Tls12 | SslProtocols.Tls13);

    private void Abort() => _connection.Abort(new ConnectionAbortedException("cut"));

    /// <summary>Until the system takes nothing more of what goes to the client.</summary>
    private async Task FillAsync()
    {
        _server.Blocking = false;
        for (var full = 0; full < 5; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            full = _server.Poll(0, SelectMode.SelectWrite) ? 0 : full + 1;
            foreach (var length in (int[])[4096, 1])
            {
                var taken = 0;
                while (taken >= 0)
                {
                    taken = _server.Send(new byte[length], 0, length, SocketFlags.None, out var error);
                    taken = error == SocketError.Success ? taken : -1;
                }
            }
        }
    }

    /// <summary>What a client begins with.</summary>
    private static async Task<byte[]> ClientHelloAsync()
    {
        using var written = new MemoryStream();
        await using var client = new SslStream(written, leaveInnerStreamOpen: true);
        await Assert.ThrowsAnyAsync<IOException>(() => client.AuthenticateAsClientAsync("localhost"));
        return written.ToArray();
    }
}
