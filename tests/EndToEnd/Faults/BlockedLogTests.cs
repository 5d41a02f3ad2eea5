using System.Diagnostics;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Faults;

/// <summary>Whoever reads the log has stopped: a pipe that is full, a disk that is.</summary>
public sealed class BlockedLogTests
{
    private static readonly TimeSpan Flushing = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task With_a_blocked_log_mail_is_fetched_and_deleted_all_the_same_and_the_server_stops()
    {
        await using var server = await RestanteServer.StartAsync(
            new RestanteOptions { Shell = "mkfifo log; exec 3<>log; exec \"$@\" >log" });

        // A pipe holds 64 KiB; a refused command leaves two records of the session.
        for (var i = 0; i < 260; i++)
        {
            await using var session = await server.ConnectAsync();
            await session.SendAsync("QUIT\r\n");
            await session.ReadToEndAsync();
        }

        var first = await DeleteAllAsync(server);

        // The least of three: the machine may stop for a moment.
        var second = new[] { await DeleteAllAsync(server), await DeleteAllAsync(server), await DeleteAllAsync(server) }.Min();
        FaultTable.Add("log blocked: a full pipe that nobody reads", 2, 0, 0, $"the first QUIT waited {first.TotalSeconds:0.0} s for its receipt, the next {second.TotalSeconds:0.0} s");
        Assert.True(first < Flushing, $"QUIT waited {first} for the log");
        Assert.True(second < TimeSpan.FromSeconds(5), $"a log that is known to be blocked was waited for: {second}");
        server.Process.Signal(Posix.SigTerm);
        Assert.True(await server.Process.WaitForEndAsync(Eventually.Limit), "the server waits for its log");
    }

    [Fact]
    public async Task A_server_that_starts_with_a_blocked_log_serves_and_can_be_stopped()
    {
        await using var server = await RestanteServer.StartAsync(
            new RestanteOptions { Shell = "mkfifo log; exec 3<>log; head -c 65536 /dev/zero >log; exec \"$@\" >log" });
        await DeleteAllAsync(server);
        server.Process.Signal(Posix.SigTerm);
        Assert.True(await server.Process.WaitForEndAsync(Eventually.Limit), "the server waits until somebody reads its first words");
    }

    [MountFact]
    public async Task A_log_on_a_full_disk_says_how_many_records_it_lacks()
    {
        await using var disk = await SmallDisk.MountAsync(64);
        var log = Path.Combine(disk.Path, "log");
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Shell = $"exec \"$@\" >>{log}" });
        disk.Fill();
        for (var i = 0; i < 30; i++)
        {
            _ = i < 25 ? TimeSpan.Zero : await DeleteAllAsync(server);
            await using var session = await server.ConnectAsync();
            await session.ExpectOkAsync("QUIT");
        }

        File.Delete(Path.Combine(disk.Path, "ballast"));
        await Eventually.TrueAsync(
            async () =>
            {
                await using var session = await server.ConnectAsync();
                await session.ExpectOkAsync("QUIT");
                return (await File.ReadAllTextAsync(log)).Contains(" records-lost count=", StringComparison.Ordinal);
            },
            Eventually.Limit, "the log says what it lacks");
        FaultTable.Add("log on a full disk", 30, 0, 0, "mail was served; `records-lost` has the count afterwards");
    }

    private static async Task<TimeSpan> DeleteAllAsync(RestanteServer server)
    {
        var user = server.NextUser();
        var message = MailCorpus.Named("dots");
        user.Maildir.Deliver(message.Stored);
        await using var session = await server.LoginAsync(user);
        Assert.Equal(message.Wire, await session.RetrieveAsync("RETR 1"));
        await session.ExpectOkAsync("DELE 1");
        var watch = Stopwatch.StartNew();
        await session.ExpectOkAsync("QUIT");
        Assert.Empty(user.Maildir.Files);
        return watch.Elapsed;
    }
}
