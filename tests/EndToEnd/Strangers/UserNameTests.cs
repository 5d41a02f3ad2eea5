using System.Text;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Strangers;

/// <summary>A user name never leaves the mail root, and nothing it holds becomes a path, a reply or a crash.</summary>
public sealed class UserNameTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    private const string Password = "known-to-the-tester";

    public static TheoryData<string> Names =>
        ["..", ".", "../victim", "a/b", "/etc", "a/../../b", ".hidden", "..@example.com", "x@../victim", "x\\y", "%2e%2e%2fvictim", "{user}", "~root", "$(id)"];

    /// <summary>Even where the users file has such a name, with its right password.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_evil_name_opens_no_mailbox_outside_the_root(string name)
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { ExtraUsers = $"{name}:{{PLAIN}}{Password}\n" });
        var victim = new Maildir(server.Folder["victim/Maildir"]);
        victim.Deliver(MailCorpus.Small(1));
        var before = Directory.GetFileSystemEntries(server.Folder.Path);

        foreach (var viaSasl in (bool[])[false, true])
        {
            await using var session = await server.ConnectAsync();
            var reply = viaSasl
                ? await session.CommandAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{Password}")))
                : await UserPassAsync(session, name);
            if (reply.StartsWith("+OK", StringComparison.Ordinal))
            {
                // A name that looks evil and is not: it may have its own, empty mailbox.
                Assert.StartsWith("+OK 0 0", await session.CommandAsync("STAT"), StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith("-ERR", reply, StringComparison.Ordinal);
            }
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
