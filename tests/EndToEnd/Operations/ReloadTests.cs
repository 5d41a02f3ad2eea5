using System.Diagnostics;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Operations;

/// <summary>Changes that reach a running server without costing a session.</summary>
public sealed class ReloadTests
{
    private static readonly TimeSpan Patience = Eventually.Limit;

    [Fact]
    public async Task SIGHUP_brings_a_new_user_and_sessions_go_on()
    {
        await using var server = await RestanteServer.StartAsync();
        await using var session = await server.LoginAsync(server.NextUser());

        await File.AppendAllTextAsync(server.UsersFile, "newcomer:{PLAIN}just arrived\n");
        server.Process.Signal(Posix.SigHup);

        await Eventually.TrueAsync(() => CanLoginAsync(server, "newcomer", "just arrived"), Patience, "the new user can log in");
        await session.ExpectOkAsync("STAT");
    }

    [Fact]
    public async Task SIGHUP_brings_new_settings()
    {
        await using var server = await RestanteServer.StartAsync();
        await using var session = await server.LoginAsync(server.NextUser());

        await RenameByReloadAsync(server);
        await session.ExpectOkAsync("STAT");
    }

    [Fact]
    public async Task SIGHUP_does_not_forget_who_guesses()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        await using (var guesser = await server.ConnectAsync())
        {
            foreach (var guess in Enumerable.Range(0, 3))
            {
                await guesser.ExpectOkAsync($"USER {user.Name}");
                await guesser.ExpectErrorAsync($"PASS guess{guess}");
            }
        }

        await RenameByReloadAsync(server);

        // Half a second, one, two: the fourth waits four, or half a second again had it been forgotten.
        await using var again = await server.ConnectAsync();
        await again.ExpectOkAsync($"USER {user.Name}");
        var watch = Stopwatch.StartNew();
        await again.ExpectErrorAsync("PASS guess3");
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3.5), Patience);
    }

    [Fact]
    public async Task SIGHUP_with_a_faulty_file_changes_nothing_and_says_so()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        server.WriteConfig("""{ "hostnaem": "typing.test.example" }""");
        server.Process.Signal(Posix.SigHup);

        await Eventually.TrueAsync(() => server.Output.Contains("hostnaem", StringComparison.Ordinal), Patience, "the fault is named");
        await using var session = await server.LoginAsync(user);
        Assert.Contains("pop.test.example", session.Greeting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGHUP_is_served_though_the_folder_that_it_was_started_in_is_gone()
    {
        // As where each release has a folder of its own, and old ones are swept away.
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Shell = "mkdir release; cd release; exec \"$@\"" });
        Directory.Delete(server.Folder["release"]);
        await RenameByReloadAsync(server);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renewed_certificate_is_served_without_a_restart(bool signal)
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        await using var session = await server.ConnectTlsAsync();
        await session.LoginAsync(user.Name, user.Password);

        var renewed = server.RenewCertificate();
        if (signal)
        {
            server.Process.Signal(Posix.SigHup);
        }

        await Eventually.TrueAsync(() => ServesAsync(server, renewed.Thumbprint), Patience, "the new certificate");
        await session.ExpectOkAsync("STAT");

        await using var stls = await server.ConnectAsync();
        await stls.StartTlsAsync(renewed.Thumbprint);
        await stls.ExpectOkAsync("CAPA");
    }

    /// <summary>A new name by SIGHUP: when a greeting has it, the reload has happened.</summary>
    private static async Task RenameByReloadAsync(RestanteServer server)
    {
        server.WriteConfig("""{ "hostname": "renamed.test.example" }""");
        server.Process.Signal(Posix.SigHup);
        await Eventually.TrueAsync(
            async () =>
            {
                await using var next = await server.ConnectAsync();
                return next.Greeting.Contains("renamed.test.example", StringComparison.Ordinal);
            },
            Patience,
            "the greeting has the new name");
    }

    private static async Task<bool> ServesAsync(RestanteServer server, string thumbprint)
    {
        try
        {
            await using var session = await RawPop3.ConnectTlsAsync(server.TlsPort, thumbprint);
            return true;
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    private static async Task<bool> CanLoginAsync(RestanteServer server, string user, string password)
    {
        await using var session = await server.ConnectAsync();
        await session.ExpectOkAsync($"USER {user}");
        return (await session.CommandAsync($"PASS {password}")).StartsWith("+OK", StringComparison.Ordinal);
    }
}
