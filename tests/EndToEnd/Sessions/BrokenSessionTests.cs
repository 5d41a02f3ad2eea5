using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Sessions;

/// <summary>A session that does not end with QUIT deletes nothing (RFC 1939 §6), however it ends.</summary>
public sealed class BrokenSessionTests
{
    [Fact]
    public async Task Kill_9_in_a_session_deletes_nothing_and_leaves_no_lock()
    {
        await using var server = await RestanteServer.StartAsync();
        var (user, before) = MailboxOfThree(server);
        await using var session = await MarkAllAsync(server, user);

        server.Process.Signal(Posix.SigKill);
        Assert.True(await server.Process.WaitForEndAsync(Eventually.Limit));
        Assert.Equal(before, user.Maildir.Inventory());

        await server.RestartAsync();
        await using var next = await server.LoginAsync(user);
        Assert.StartsWith("+OK 3 ", await next.CommandAsync("STAT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_connection_deletes_nothing_and_frees_the_mailbox()
    {
        await using var server = await RestanteServer.StartAsync();
        var (user, before) = MailboxOfThree(server);
        var session = await MarkAllAsync(server, user);
        session.Abort();

        await Eventually.TrueAsync(() => CanLoginAsync(server, user), Eventually.Limit, "the mailbox is free again");
        Assert.Equal(before, user.Maildir.Inventory());
    }

    [Fact]
    public async Task A_QUIT_without_its_line_end_is_no_QUIT()
    {
        await using var server = await RestanteServer.StartAsync();
        var (user, before) = MailboxOfThree(server);
        await using var session = await MarkAllAsync(server, user);
        await session.SendAsync("QUIT");
        session.FinishSending();

        await session.ReadToEndAsync();
        Assert.Equal(before, user.Maildir.Inventory());
    }

    [Fact]
    public async Task What_came_before_a_half_close_is_carried_out()
    {
        await using var server = await RestanteServer.StartAsync();
        var (user, _) = MailboxOfThree(server);
        await using var session = await server.ConnectAsync();
        await session.SendAsync($"USER {user.Name}\r\nPASS {user.Password}\r\nDELE 1\r\nDELE 2\r\nDELE 3\r\nQUIT\r\n");
        session.FinishSending();

        var replies = (await session.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, replies.Length);
        Assert.All(replies, r => Assert.StartsWith("+OK", r, StringComparison.Ordinal));
        Assert.Empty(user.Maildir.Files);
    }

    private static (MailUser User, IReadOnlyList<string> Before) MailboxOfThree(RestanteServer server)
    {
        var user = server.NextUser();
        for (var i = 1; i <= 3; i++)
        {
            user.Maildir.Deliver(MailCorpus.Small(i));
        }

        return (user, user.Maildir.Inventory());
    }

    private static async Task<RawPop3> MarkAllAsync(RestanteServer server, MailUser user)
    {
        var session = await server.LoginAsync(user);
        for (var i = 1; i <= 3; i++)
        {
            await session.ExpectOkAsync($"DELE {i}");
        }

        return session;
    }

    private static async Task<bool> CanLoginAsync(RestanteServer server, MailUser user)
    {
        await using var session = await server.ConnectAsync();
        await session.ExpectOkAsync($"USER {user.Name}");
        return (await session.CommandAsync($"PASS {user.Password}")).StartsWith("+OK", StringComparison.Ordinal);
    }
}
