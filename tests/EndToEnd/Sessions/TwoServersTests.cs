using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Sessions;

/// <summary>RFC 1939 §4: one session a mailbox, also over the borders of processes.</summary>
public sealed class TwoServersTests
{
    [Fact]
    public async Task Two_servers_on_one_mailbox_exclude_each_other_and_a_killed_one_holds_nothing()
    {
        await using var first = await RestanteServer.StartAsync();
        await using var second = await first.StartTwinAsync();
        var user = first.NextUser();
        user.Maildir.Deliver(MailCorpus.Small(1));

        await using var holder = await first.LoginAsync(user);
        await RefusedAsync(second, user);
        await RefusedAsync(first, user);
        Assert.StartsWith("+OK 1 ", await holder.CommandAsync("STAT"), StringComparison.Ordinal);
        await holder.ExpectOkAsync("QUIT");

        await using var next = await second.LoginAsync(user);
        await RefusedAsync(first, user);
        second.Process.Signal(Posix.SigKill);
        Assert.True(await second.Process.WaitForEndAsync(Eventually.Limit));

        await using var last = await first.LoginAsync(user);
        Assert.StartsWith("+OK 1 ", await last.CommandAsync("STAT"), StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(RestanteServer server, MailUser user)
    {
        await using var session = await server.ConnectAsync();
        await session.ExpectOkAsync($"USER {user.Name}");
        var reply = await session.ExpectErrorAsync($"PASS {user.Password}");
        Assert.StartsWith("-ERR [IN-USE] ", reply, StringComparison.Ordinal);
    }
}
