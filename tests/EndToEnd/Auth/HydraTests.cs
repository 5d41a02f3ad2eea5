using System.Diagnostics;
using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth;

/// <summary>
/// Somebody guesses passwords with THC-Hydra, from the very address that a user has. RESTANTE_HYDRA_SECONDS makes it
/// longer than CI can afford.
/// </summary>
public sealed class HydraTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("RESTANTE_HYDRA_SECONDS") ?? "20", CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_user_behind_the_same_address_notices_nothing_and_the_server_does_not_grow()
    {
        await using var server = await RestanteServer.StartAsync();
        await using var calm = await server.StartTwinAsync();
        var (victim, user) = (server.NextUser(), server.NextUser());
        var words = server.Folder["words"];
        await File.WriteAllLinesAsync(words, Enumerable.Range(0, 1_000_000).Select(i => $"guess{i}"));

        await LoginAsync(server, user.Name, user.Password);
        await LoginAsync(calm, victim.Name, victim.Password);
        await using var hydra = Daemon.Start(
            "hydra", ["-I", "-t", "16", "-l", victim.Name, "-P", words, "-s", $"{server.PlainPort}", "127.0.0.1", "pop3"], server.Folder.Path);
        await Eventually.TrueAsync(
            () => Task.FromResult(server.Output.Contains("login-failed", StringComparison.Ordinal)), Eventually.Limit, "hydra's first guess");
        var (memory, threads) = (server.Process.ResidentOctets, Threads(server));

        var losses = new List<TimeSpan>();
        for (var running = Stopwatch.StartNew(); running.Elapsed < Length; await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System))
        {
            losses.Add(await LostAsync(server, user, calm, victim));

            // The attacked user as well: who knows the password is not shut out.
            losses.Add(await LostAsync(server, victim, calm, user));
        }

        Assert.False(hydra.HasEnded, hydra.Output);

        // Not the longest: the machine may stop for a moment in the middle of one.
        Assert.InRange(losses.Order().ElementAt(losses.Count * 8 / 10), TimeSpan.MinValue, TimeSpan.FromSeconds(2));
        Assert.InRange(server.Process.ResidentOctets - memory, long.MinValue, 64L << 20);
        Assert.InRange(Threads(server) - threads, int.MinValue, 40);
    }

    /// <summary>How much longer a login takes than one that is made at the same time at a server that nobody attacks: a busy machine delays both.</summary>
    private static async Task<TimeSpan> LostAsync(RestanteServer server, MailUser user, RestanteServer calm, MailUser other)
    {
        var took = await Task.WhenAll(LoginAsync(server, user.Name, user.Password), LoginAsync(calm, other.Name, other.Password));
        return took[0] - took[1];
    }

    private static async Task<TimeSpan> LoginAsync(RestanteServer server, string name, string password)
    {
        var watch = Stopwatch.StartNew();
        await using var session = await server.ConnectAsync();
        await session.LoginAsync(name, password);
        var took = watch.Elapsed;
        await session.ExpectOkAsync("QUIT");
        return took;
    }

    private static int Threads(RestanteServer server)
    {
        using var process = Process.GetProcessById(server.Process.ProcessId);
        return process.Threads.Count;
    }
}
