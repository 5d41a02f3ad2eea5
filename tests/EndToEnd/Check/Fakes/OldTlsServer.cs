using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>OpenSSL's test server with a version of TLS that .NET no longer speaks.</summary>
internal sealed class OldTlsServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private OldTlsServer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <param name="version">As OpenSSL's option: <c>-tls1_1</c>.</param>
    public static async Task<OldTlsServer> StartAsync(string version)
    {
        var folder = Directory.CreateTempSubdirectory("restante-old-tls-").FullName;
        var tls = FakeTls.Healthy();
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), tls.Leaf.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), tls.Leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var port = FreePorts.Take(1)[0];
        var start = new ProcessStartInfo("openssl")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in new[] { "s_server", "-accept", $"127.0.0.1:{port}", version, "-cipher", "ALL:@SECLEVEL=0", "-cert", "cert.pem", "-key", "key.pem", "-quiet" })
        {
            start.ArgumentList.Add(argument);
        }

        var server = new OldTlsServer(Process.Start(start)!, folder, port);
        _ = server._process.StandardError.ReadToEndAsync();
        _ = server._process.StandardOutput.ReadToEndAsync();
        for (var i = 0; i < 1000; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return server;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        await server.DisposeAsync();
        throw new InvalidOperationException("openssl s_server does not listen");
    }

    /// <summary>Connects a session with it, both ways, until one of them ends.</summary>
    public async Task PassOnAsync(FakeSession session)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, session.Server.Stopping);
        await using var stream = new NetworkStream(socket);
        await Task.WhenAny(session.Stream.CopyToAsync(stream, session.Server.Stopping), stream.CopyToAsync(session.Stream, session.Server.Stopping));
        session.Close();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
