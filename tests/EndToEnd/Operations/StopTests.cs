using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Operations;

/// <summary>SIGTERM: what runs is finished, what is idle is told, nothing is removed.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task SIGTERM_finishes_the_running_answer_and_tells_the_idle()
    {
        await using var server = await RestanteServer.StartAsync();
        // More than all the buffers on the way hold, so that the answer still runs when the signal comes.
        var large = MailCorpus.Large("large", 24 << 20);
        var user = server.NextUser();
        user.Maildir.Deliver(large);
        var idleUser = server.NextUser();
        idleUser.Maildir.Deliver(MailCorpus.Small(1));

        await using var busy = await server.LoginAsync(user);
        await using var idle = await server.LoginAsync(idleUser);
        await idle.ExpectOkAsync("DELE 1");
        await busy.ExpectOkAsync("RETR 1");
        server.Process.Signal(Posix.SigTerm);

        Assert.StartsWith("-ERR [SYS/TEMP]", await idle.ReadToEndAsync(), StringComparison.Ordinal);
        using var received = new MemoryStream();
        await busy.RetrieveIntoAsync(received);
        Assert.True(OnTheWire.Of(large).AsSpan().SequenceEqual(received.ToArray()), "the running answer was cut");
        Assert.True(await server.Process.WaitForEndAsync(Eventually.Limit), "the server did not end");
        Assert.Equal(0, server.Process.ExitCode);
        Assert.Single(idleUser.Maildir.Files);
        Assert.Single(user.Maildir.Files);
    }

    [Fact]
    public async Task A_running_answer_to_a_slow_client_gets_the_time_of_limits_drain()
    {
        await using var server = await RestanteServer.StartAsync();
        var large = MailCorpus.Large("large", 24 << 20);
        var user = server.NextUser();
        user.Maildir.Deliver(large);
        await using var busy = await server.LoginAsync(user);
        await busy.ExpectOkAsync("RETR 1");
        server.Process.Signal(Posix.SigTerm);

        Assert.False(await server.Process.WaitForEndAsync(TimeSpan.FromSeconds(5)), "the server did not wait for its client");
        using var received = new MemoryStream();
        await busy.RetrieveIntoAsync(received);
        Assert.True(OnTheWire.Of(large).AsSpan().SequenceEqual(received.ToArray()), "the running answer was cut");
        Assert.True(await server.Process.WaitForEndAsync(Eventually.Limit), "the server did not end");
        Assert.Equal(0, server.Process.ExitCode);
    }

    [Fact]
    public async Task A_session_that_the_end_of_the_drain_cuts_has_its_record()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = """{ "limits": { "drain": "3s" } }""" });
        var user = server.NextUser();
        user.Maildir.Deliver(MailCorpus.Large("large", 24 << 20));
        await using var deaf = await server.LoginAsync(user);
        await deaf.ExpectOkAsync("RETR 1");
        server.Process.Signal(Posix.SigTerm);

        // 30 s is what it would have without this setting.
        Assert.True(await server.Process.WaitForEndAsync(TimeSpan.FromSeconds(25)), "the server did not end");
        Assert.Equal(0, server.Process.ExitCode);
        await Eventually.TrueAsync(
            () => server.Output.Contains($" session-end user={user.Name} ", StringComparison.Ordinal), Eventually.Limit, "the session's record");
    }

    [Fact]
    public async Task SIGTERM_ends_an_idle_server_within_seconds_and_without_a_fault()
    {
        await using var server = await RestanteServer.StartAsync();
        server.Process.Signal(Posix.SigTerm);
        // Well before the 30 s for which it would wait for somebody.
        Assert.True(await server.Process.WaitForEndAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, server.Process.ExitCode);
    }

    [Fact]
    public async Task A_client_that_does_not_read_cannot_hold_up_the_end_for_ever()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        user.Maildir.Deliver(MailCorpus.Large("large", 24 << 20));
        await using var deaf = await server.LoginAsync(user);
        await deaf.SendAsync("RETR 1\r\n");
        await deaf.ReadLineAsync();

        server.Process.Signal(Posix.SigTerm);
        Assert.True(await server.Process.WaitForEndAsync(TimeSpan.FromMinutes(2)), "30 s are the limit");
    }
}
