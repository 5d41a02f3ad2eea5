using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Restante.Server.Auth;
using Restante.Server.Config;
using Restante.Server.Sessions;
using Restante.Server.Stores.Memory;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.EndToEnd.Transport;

/// <summary>A client that is gone before its handshake is a client that is gone, and no defect of the server.</summary>
public sealed class TlsResetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_reset_behind_STLS_is_the_clients_end()
    {
        var certificate = TestCertificate.Make();
        var log = new RecordingLog();
        using var authenticator = new Authenticator(new FixedCredentials(), Throttle.Standard(TimeProvider.System), new byte[ProofSecrets.KeyLength]);
        var limits = new ConnectionLimits();
        limits.Set(10, 10);
        var services = new SessionServices
        {
            Settings = new SessionSettings { Hostname = "pop-01", Implementation = "test" },
            Store = new MemoryMailStore(),
            Authenticator = authenticator,
            Pace = new LoginPace(TimeProvider.System),
            Tls = new TlsUpgrade(_ => certificate, SslProtocols.Tls12 | SslProtocols.Tls13),
            Time = TimeProvider.System,
            Log = log,
        };
        var handler = new Pop3ConnectionHandler(() => services, () => limits);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        // The command is read before the reset is seen, nearly each time.
        for (var i = 0; i < 50; i++)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await client.ConnectAsync(listener.LocalEndpoint);
            await using var connection = new SocketConnection(await listener.AcceptSocketAsync());
            var serving = handler.ServeAsync(connection, ListenOptions.Defaults[0]);
            await client.ReceiveAsync(new byte[512]);
            client.Send(Encoding.ASCII.GetBytes("STLS\r\n"));
            client.Close(timeout: 0);
            await serving.WaitAsync(Patience);
        }

        Assert.DoesNotContain(log.Lines, line => line.Contains("internal-error", StringComparison.Ordinal));
        Assert.Equal(50, log.Lines.Count(line => line.Contains("end=client-closed", StringComparison.Ordinal) || line.Contains("end=tls-failed", StringComparison.Ordinal)));
    }
}
