using System.Globalization;
using System.Text.RegularExpressions;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Transport;

/// <summary>RFC 8314 §3.4: the server says that nothing was cut off, before it closes.</summary>
public sealed class TlsEndTests
{
    // Python tells the end that was announced from one that anybody on the way can make.
    private const string Script = """
        import socket, ssl, sys
        port, stls = int(sys.argv[1]), sys.argv[2] == "stls"
        context = ssl.create_default_context(cafile=sys.argv[3])
        plain = socket.create_connection(("127.0.0.1", port), 10)
        if stls:
            plain.recv(512)
            plain.sendall(b"STLS\r\n")
            plain.recv(512)
        tls = context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False)
        if not stls:
            tls.recv(512)
        tls.sendall(b"QUIT\r\n")
        print(tls.recv(512)[:3].decode(), tls.recv(512))
        """;

    [Theory]
    [InlineData("stls")]
    [InlineData("tls")]
    public async Task An_end_is_announced(string way)
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions());
        var port = way == "stls" ? server.PlainPort : server.TlsPort;
        var run = await Tool.RunAsync("python3", ["-c", Script, port.ToString(CultureInfo.InvariantCulture), way, server.CertificateFile]);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("+OK b''\n", run.Text);
    }

    /// <summary>RFC 8314 §4 asks for it.</summary>
    [Theory]
    [InlineData("-tls1_2", "TLSv1.2", "TLS_ECDHE_")]
    [InlineData("-tls1_3", "TLSv1.3", "TLS_")]
    public async Task The_record_names_the_cipher_suite(string option, string version, string suite)
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions());
        await Handshake.TryAsync(server, stls: false, option, "-ign_eof");
        await Eventually.TrueAsync(
            () => Regex.IsMatch(server.Output, $" session-end .* tls={Regex.Escape(version)} .* cipher={suite}[A-Z0-9_]+\\n"), Eventually.Limit, server.Output);
    }
}
