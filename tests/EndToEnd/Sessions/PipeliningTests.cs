using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Sessions;

/// <summary>Clients that write more than they read, with and without meaning harm.</summary>
public sealed class PipeliningTests
{
    private const int Commands = 100_000;

    /// <summary>Above what a server with nothing to do has; far below what unbounded queues would take.</summary>
    private const long MemoryBound = 400L << 20;

    [Fact]
    public async Task A_hundred_thousand_commands_written_before_the_first_reply_is_read_are_all_answered()
    {
        await using var server = await RestanteServer.StartAsync();
        await using var session = await server.LoginAsync(server.NextUser());
        await session.SendAsync(string.Concat(Enumerable.Repeat("NOOP\r\n", Commands)));
        for (var i = 0; i < Commands; i++)
        {
            Assert.StartsWith("+OK", await session.ReadLineAsync(), StringComparison.Ordinal);
        }

        await session.ExpectOkAsync("QUIT");
    }

    [Fact]
    public async Task A_client_that_never_reads_costs_bounded_memory_and_hinders_nobody()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        for (var i = 1; i <= 1000; i++)
        {
            user.Maildir.Deliver(MailCorpus.Small(i));
        }

        await using var deaf = await server.LoginAsync(user);
        var sending = deaf.SendAsync(string.Concat(Enumerable.Repeat("UIDL\r\n", Commands)));
        try
        {
            // Some 2 GB of answers, were they all made. The server may stop reading, or hang up.
            await sending.WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (Exception e) when (e is TimeoutException or IOException or OperationCanceledException)
        {
        }

        await using var other = await server.LoginAsync(server.NextUser());
        await other.ExpectOkAsync("STAT");
        Assert.InRange(server.Process.PeakResidentOctets, 1, MemoryBound);
        deaf.Abort();
        await sending.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
