using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Operations;

/// <summary>restante deliver, as an MTA calls it: a message on standard input, an exit code of sysexits.h.</summary>
public sealed class DeliverTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    private const int NoSuchUser = 67;
    private const int TryAgain = 75;
    private const int NotPermitted = 77;

    [Theory]
    [InlineData("plain")]
    [InlineData("nul")]
    [InlineData("crlf-file")]
    [InlineData("no-final-newline")]
    [InlineData("three-megabytes")]
    public async Task What_was_delivered_is_what_RETR_sends(string name)
    {
        var message = MailCorpus.Named(name);
        var user = fixture.Server.NextUser();

        var result = await fixture.Server.RunVerbAsync(["deliver", "--user", user.Name], message.Stored);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Empty(Directory.GetFiles(Path.Combine(user.Maildir.FolderPath, "tmp")));
        Assert.Equal(message.Wire, await File.ReadAllBytesAsync(Assert.Single(user.Maildir.Files)));
        await using var session = await fixture.Server.LoginAsync(user);
        Assert.Equal($"1 {message.Wire.Length}", Assert.Single(await session.ListAsync("LIST")));
        Assert.Equal(message.Wire, await session.RetrieveAsync("RETR 1"));
    }

    [Fact]
    public async Task Mail_is_delivered_while_its_user_is_logged_in()
    {
        var user = fixture.Server.NextUser();
        await using var session = await fixture.Server.LoginAsync(user);
        var result = await fixture.Server.RunVerbAsync(["deliver", "--user", user.Name], MailCorpus.Small(1));

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.StartsWith("+OK 0 0", await session.CommandAsync("STAT"), StringComparison.Ordinal);
        Assert.Single(user.Maildir.Files);
    }

    [Theory]
    [InlineData("nobody-of-that-name")]
    [InlineData("../victim")]
    [InlineData("")]
    public async Task An_unknown_user_is_67(string name)
    {
        var result = await fixture.Server.RunVerbAsync(["deliver", "--user", name], MailCorpus.Small(1));
        Assert.True(result.ExitCode == NoSuchUser, result.ToString());
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Posix.SigTerm)]
    [InlineData(Posix.SigInt)]
    public async Task A_signal_is_75_so_that_the_mail_server_keeps_the_message(int signal)
    {
        var user = fixture.Server.NextUser();
        using var folder = new ScratchFolder("deliver");
        var tmp = Path.Combine(user.Maildir.FolderPath, "tmp");
        await using var daemon = DeliverSilence(user, folder, fixture.Server.ConfigFile);
        await Eventually.TrueAsync(() => Directory.Exists(tmp) && Directory.GetFiles(tmp).Length > 0, TimeSpan.FromSeconds(30), "a message on its way");
        daemon.Signal(signal);
        await AssertTriesAgainAsync(daemon);
        Assert.Empty(Directory.GetFiles(tmp));
        Assert.Empty(user.Maildir.Files);
    }

    [Theory]
    [InlineData(Posix.SigTerm)]
    [InlineData(Posix.SigInt)]
    public async Task A_signal_before_the_first_octet_is_75_too(int signal)
    {
        var user = fixture.Server.NextUser();
        using var folder = new ScratchFolder("deliver");
        // A configuration that comes through a pipe holds the program where it has begun and has not stored anything yet.
        var config = folder["config"];
        var made = await Tool.RunAsync("mkfifo", [config]);
        Assert.True(made.ExitCode == 0, made.ToString());
        await using var daemon = DeliverSilence(user, folder, config);
        await using (var writer = await Task.Run(() => new FileStream(config, FileMode.Open, FileAccess.Write)).WaitAsync(Eventually.Limit))
        {
            daemon.Signal(signal);
            await writer.WriteAsync(await File.ReadAllBytesAsync(fixture.Server.ConfigFile));
        }

        await AssertTriesAgainAsync(daemon);
        Assert.Empty(user.Maildir.Files);
    }

    /// <summary>Its message comes from a pipe that nobody writes to, and that nobody closes.</summary>
    private static Daemon DeliverSilence(MailUser user, ScratchFolder folder, string config) => Daemon.Start(
        "/bin/sh",
        ["-c", $"mkfifo pipe && exec 3<>pipe && exec '{RestanteProgram.Path}' deliver --user {user.Name} --config '{config}' <&3"],
        folder.Path);

    private static async Task AssertTriesAgainAsync(Daemon daemon)
    {
        Assert.True(await daemon.WaitForEndAsync(TimeSpan.FromSeconds(30)));
        Assert.True(daemon.ExitCode == TryAgain, daemon.Output);
        Assert.Contains("the message was not stored", daemon.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_root_that_is_away_is_75()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        Directory.Move(server.MailRoot, server.MailRoot + ".away");

        var result = await server.RunVerbAsync(["deliver", "--user", user.Name], MailCorpus.Small(1));
        Assert.True(result.ExitCode == TryAgain, result.ToString());
    }

    [MountFact]
    public async Task A_full_disk_is_75_and_leaves_nothing_half_delivered()
    {
        await using var disk = await SmallDisk.MountAsync(2048);
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { MailRoot = disk.Path });
        var user = server.NextUser();

        var result = await server.RunVerbAsync(["deliver", "--user", user.Name], MailCorpus.Named("three-megabytes").Stored);

        Assert.True(result.ExitCode == TryAgain, result.ToString());
        Assert.Empty(user.Maildir.Files);
        Assert.Empty(Directory.GetFiles(Path.Combine(user.Maildir.FolderPath, "tmp")));
    }

    [RootFact]
    public async Task Somebody_without_the_right_to_write_is_77()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();

        // The mailbox is another user's, the usual fault of an MTA's set-up. Root without its power over files is such a
        // somebody, and one that can read this test's programs wherever they lie.
        var given = await Tool.RunAsync("chown", ["-R", "65534", user.Maildir.FolderPath]);
        Assert.True(given.ExitCode == 0, given.ToString());
        string[] powerless = ["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"];
        string[] deliver = [RestanteProgram.Path, "deliver", "--user", user.Name, "--config", server.ConfigFile];
        var result = await Tool.RunAsync("setpriv", [.. powerless, .. deliver], MailCorpus.Small(1), server.Folder.Path);

        Assert.True(result.ExitCode == NotPermitted, result.ToString());
        Assert.Empty(user.Maildir.Files);
    }
}
