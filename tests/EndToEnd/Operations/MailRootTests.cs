using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Operations;

/// <summary>Disks that are away, read-only or full: the mail stays, and no answer says otherwise.</summary>
public sealed class MailRootTests
{
    [Fact]
    public async Task A_mail_root_that_is_away_is_a_temporary_fault_and_no_empty_mailbox()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        user.Maildir.Deliver(MailCorpus.Small(1));
        Directory.Move(server.MailRoot, server.MailRoot + ".away");

        await using (var session = await server.ConnectAsync())
        {
            await session.ExpectOkAsync($"USER {user.Name}");
            Assert.StartsWith("-ERR [SYS/TEMP]", await session.CommandAsync($"PASS {user.Password}"), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(server.MailRoot), "the server made the mail root anew, on the wrong disk");
        Directory.Move(server.MailRoot + ".away", server.MailRoot);
        await using var again = await server.LoginAsync(user);
        Assert.StartsWith("+OK 1 ", await again.CommandAsync("STAT"), StringComparison.Ordinal);
    }

    [MountFact]
    public async Task On_a_read_only_disk_nothing_is_removed_and_no_OK_says_so()
    {
        await using var disk = await SmallDisk.MountAsync(4096);
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { MailRoot = disk.Path });
        var user = server.NextUser();
        user.Maildir.Deliver(MailCorpus.Small(1));
        user.Maildir.Deliver(MailCorpus.Small(2));
        await disk.MakeReadOnlyAsync();

        await using var session = await server.ConnectAsync();
        if (await LoginAsync(session, user))
        {
            Assert.Equal(OnTheWire.Of(MailCorpus.Small(1)), await session.RetrieveAsync("RETR 1"));
            await session.ExpectOkAsync("DELE 1");
            Assert.StartsWith("-ERR [SYS/", await session.CommandAsync("QUIT"), StringComparison.Ordinal);
        }

        Assert.Equal(2, user.Maildir.Files.Count);
    }

    [MountFact]
    public async Task On_a_full_disk_mail_can_be_read_and_removed_or_the_refusal_is_honest()
    {
        await using var disk = await SmallDisk.MountAsync(4096);
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { MailRoot = disk.Path });
        var user = server.NextUser();
        user.Maildir.Deliver(MailCorpus.Large("first", 100_000));
        user.Maildir.Deliver(MailCorpus.Small(2));
        disk.Fill();

        await using var session = await server.ConnectAsync();
        if (await LoginAsync(session, user))
        {
            Assert.Equal(OnTheWire.Of(MailCorpus.Small(2)), await session.RetrieveAsync("RETR 2"));
            await session.ExpectOkAsync("DELE 1");
            var reply = await session.CommandAsync("QUIT");
            Assert.Equal(reply.StartsWith("+OK", StringComparison.Ordinal) ? 1 : 2, user.Maildir.Files.Count);
        }
        else
        {
            Assert.Equal(2, user.Maildir.Files.Count);
        }
    }

    /// <summary>A login may be refused for the disk's sake, but only with the code that says so.</summary>
    private static async Task<bool> LoginAsync(RawPop3 session, MailUser user)
    {
        await session.ExpectOkAsync($"USER {user.Name}");
        var reply = await session.CommandAsync($"PASS {user.Password}");
        Assert.True(
            reply.StartsWith("+OK", StringComparison.Ordinal) || reply.StartsWith("-ERR [SYS/", StringComparison.Ordinal),
            $"PASS was answered: {reply}");
        return reply.StartsWith("+OK", StringComparison.Ordinal);
    }
}
