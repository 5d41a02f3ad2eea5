using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Sessions;

/// <summary>A session that asks for nothing gives back what can be had again, and nobody notices.</summary>
public sealed class IdleSessionTests
{
    [Fact]
    public async Task An_idle_session_holds_its_connection_and_its_lock_and_goes_on_as_if_nothing_had_been()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        var message = MailCorpus.Named("dots");
        user.Maildir.Deliver(message.Stored);
        user.Maildir.Deliver(MailCorpus.Small(1));
        await using var session = await server.LoginAsync(user);
        var ids = await session.ListAsync("UIDL");
        Assert.Equal(message.Wire, await session.RetrieveAsync("RETR 1"));

        await RestsAsync(server, user);
        Assert.Equal(ids, await session.ListAsync("UIDL"));
        Assert.Equal(message.Wire, await session.RetrieveAsync("RETR 1"));
        await session.ExpectOkAsync("DELE 2");

        await RestsAsync(server, user);
        await session.ExpectOkAsync("QUIT");
        Assert.Single(user.Maildir.Files);
    }

    private static Task RestsAsync(RestanteServer server, MailUser user) => Eventually.TrueAsync(
        () => Held(server, user).SequenceEqual([Path.Combine(user.Maildir.FolderPath, "restante.lock")]), Eventually.Limit, "only the lock is held");

    private static IEnumerable<string> Held(RestanteServer server, MailUser user) => Directory.GetFiles($"/proc/{server.Process.ProcessId}/fd")
        .Select(path => new FileInfo(path).LinkTarget)
        .OfType<string>()
        .Where(target => target.StartsWith(user.Maildir.FolderPath, StringComparison.Ordinal));
}
