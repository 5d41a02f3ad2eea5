using System.Net;
using System.Net.Sockets;

namespace Restante.EndToEnd.Cli;

public sealed class FirstStartTests : IDisposable
{
    private readonly RestanteProcess _restante = new();

    [Fact]
    public async Task A_first_start_that_finds_its_port_taken_still_tells_the_password_it_made()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();

        var outcome = await _restante.RunAsync(
            "serve", "", ("RESTANTE__LISTEN__0__PROTOCOL", "pop3"), ("RESTANTE__LISTEN__0__ADDRESS", taken.LocalEndPoint!.ToString()!));
        Assert.Equal(69, outcome.Code);
        Assert.Contains("restante-data", Directory.GetDirectories(_restante.Folder).Select(Path.GetFileName));

        // The user is there from now on, and the next start will not know the password.
        Assert.Matches("user demo, password: [a-z0-9]{20}\n", outcome.Error);
    }

    public void Dispose() => _restante.Dispose();
}
