using System.Text;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Strangers;

/// <summary>A user name never leaves the mail root, and nothing it holds becomes a path, a reply or a crash.</summary>
public sealed class UserNameTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    private const string Password = "known-to-the-tester";

    public static TheoryData<string> Names =>
        ["..", ".", "../victim", "a/b", "/etc", "a/../../b", ".hidden", "..@example.com", "x@../victim", "x\\y", "%2e%2e%2fvictim", "{user}", "~root", "$(id)"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_evil_name_is_answered_as_an_unknown_one(string name)
    {
        // A server of its own: many failures from one address are answered more and more slowly.
        await using var server = await RestanteServer.StartAsync();
        foreach (var viaSasl in (bool[])[false, true])
        {
            await using var session = await server.ConnectAsync();
            var reply = viaSasl
                ? await session.CommandAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{Password}")))
                : await UserPassAsync(session, name);
            Assert.StartsWith("-ERR", reply, StringComparison.Ordinal);
            await session.ExpectOkAsync("CAPA");
        }
    }

    /// <summary>Even where the users file has such a name with its right password: the file is refused, or the name is.</summary>
    [Theory]
    [InlineData("..")]
    [InlineData("../victim")]
    [InlineData("x@../victim")]
    public async Task An_evil_name_in_the_users_file_opens_no_mailbox_outside_the_root(string name)
    {
        await using var server = await RestanteServer.StartAsync();
        var victim = new Maildir(server.Folder["victim/Maildir"]);
        victim.Deliver(MailCorpus.Small(1));
        var before = Directory.GetFileSystemEntries(server.Folder.Path);
        await File.AppendAllTextAsync(server.UsersFile, $"{name}:{{PLAIN}}{Password}\n");
        server.Process.Signal(Posix.SigHup);

        for (var i = 0; i < 3; i++)
        {
            await using var session = await server.ConnectAsync();
            Assert.StartsWith("-ERR", await UserPassAsync(session, name), StringComparison.Ordinal);
        }

        Assert.Equal(before.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(server.Folder.Path).Order(StringComparer.Ordinal));
        Assert.Single(victim.Files);
    }

    [Fact]
    public async Task A_name_with_NUL_is_refused_and_the_session_lives()
    {
        await using var session = await fixture.Server.ConnectAsync();
        await session.ExpectErrorAsync("USER user\0000");
        await session.ExpectErrorAsync("AUTH PLAIN " + Convert.ToBase64String("\0us\0er\0pass"u8));
        await session.ExpectOkAsync("CAPA");
    }

    [Fact]
    public async Task A_name_of_10000_octets_is_refused_and_the_session_lives()
    {
        var name = new string('n', 10_000);
        await using var session = await fixture.Server.ConnectAsync();
        await session.ExpectErrorAsync("USER " + name);
        await session.ExpectErrorAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{name}\0{Password}")));
        await session.SendAsync("QUIT\r\n");
        Assert.StartsWith("+OK", await session.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_is_not_there_is_answered_as_one_with_a_wrong_password()
    {
        var user = fixture.Server.NextUser();
        await using var session = await fixture.Server.ConnectAsync();
        var unknown = await UserPassAsync(session, "nobody-of-that-name");
        var wrong = await UserPassAsync(session, user.Name);

        Assert.StartsWith("-ERR [AUTH]", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, wrong);
    }

    private static async Task<string> UserPassAsync(Wire.RawPop3 session, string name)
    {
        var reply = await session.CommandAsync("USER " + name);
        return reply.StartsWith("+OK", StringComparison.Ordinal) ? await session.CommandAsync("PASS " + Password) : reply;
    }
}
