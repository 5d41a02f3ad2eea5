using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Xunit.Abstractions;

namespace Restante.EndToEnd.Strangers;

/// <summary>tests/attack/attack.py: what somebody on the network would try. SECURITY.md names its attacks.</summary>
public sealed class AttackTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_attacks_of_the_script_come_to_nothing()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Shell = "exec \"$@\" >records" });
        var user = server.NextUser();
        string[] at =
        [
            "--plain", server.PlainPort.ToString(CultureInfo.InvariantCulture), "--tls", server.TlsPort.ToString(CultureInfo.InvariantCulture),
            "--user", user.Name, "--password", user.Password,
            "--pid", server.Process.ProcessId.ToString(CultureInfo.InvariantCulture), "--log", server.Folder["records"],
        ];
        var script = Path.Combine(AppContext.BaseDirectory, "attack", "attack.py");
        var result = await Tool.RunAsync("python3", [script, .. at], limit: TimeSpan.FromMinutes(4));
        output.WriteLine(result.ToString());
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.False(server.Process.HasEnded, "the server ended");
        Assert.Empty(user.Maildir.Files);
    }
}
