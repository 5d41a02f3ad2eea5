using System.Globalization;
using System.Text;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Sessions;

/// <summary>RFC 1939 §5 by hand: sizes, octets and numbers of awkward messages.</summary>
public sealed class RetrievalTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_size_is_what_RETR_sends_and_each_octet_is_right(bool tls)
    {
        var user = fixture.Server.NextUser();
        List<CorpusMessage> messages = [.. MailCorpus.All, MailCorpus.FirstOctetIsADot];
        user.Maildir.DeliverAll(messages);

        await using var session = tls ? await fixture.Server.ConnectTlsAsync() : await fixture.Server.ConnectAsync();
        await session.LoginAsync(user.Name, user.Password);
        var total = messages.Sum(m => (long)m.Wire.Length);
        Assert.StartsWith($"+OK {messages.Count} {total}", await session.CommandAsync("STAT"), StringComparison.Ordinal);
        var list = await session.ListAsync("LIST");
        var unmet = messages.ToDictionary(m => m.Name, StringComparer.Ordinal);
        for (var number = 1; number <= messages.Count; number++)
        {
            var octets = await session.RetrieveAsync($"RETR {number}");
            Assert.Equal($"{number} {octets.Length}", list[number - 1]);
            var message = unmet.Values.FirstOrDefault(m => m.Wire.AsSpan().SequenceEqual(octets));
            Assert.True(message is not null, $"message {number} ({octets.Length} octets) is none of: {string.Join(", ", unmet.Keys)}");
            unmet.Remove(message.Name);
        }

        await session.ExpectOkAsync("QUIT");
    }

    [Fact]
    public async Task TOP_gives_the_header_the_empty_line_and_as_many_lines_as_asked()
    {
        var user = fixture.Server.NextUser();
        user.Maildir.Deliver("Subject: x\nTo: y\n\n.one\ntwo\nthree\n"u8);
        await using var session = await fixture.Server.LoginAsync(user);

        Assert.Equal("Subject: x\r\nTo: y\r\n\r\n", await TextAsync(session, "TOP 1 0"));
        Assert.Equal("Subject: x\r\nTo: y\r\n\r\n.one\r\ntwo\r\n", await TextAsync(session, "TOP 1 2"));
        Assert.Equal("Subject: x\r\nTo: y\r\n\r\n.one\r\ntwo\r\nthree\r\n", await TextAsync(session, "TOP 1 99999999"));
    }

    [Fact]
    public async Task Numbers_and_unique_ids_stay_when_mail_is_deleted_or_delivered_meanwhile()
    {
        var user = fixture.Server.NextUser();
        for (var i = 1; i <= 3; i++)
        {
            user.Maildir.Deliver(MailCorpus.Small(i));
        }

        await using var session = await fixture.Server.LoginAsync(user);
        var before = await session.ListAsync("UIDL");
        await session.ExpectOkAsync("DELE 1");
        user.Maildir.Deliver(MailCorpus.Small(4));
        Assert.Equal(before.Skip(1), await session.ListAsync("UIDL"));
        Assert.Equal(OnTheWire.Of(MailCorpus.Small(3)), await session.RetrieveAsync("RETR 3"));
        await session.ExpectErrorAsync("RETR 1");
        await session.ExpectErrorAsync("RETR 4");
        await session.ExpectOkAsync("QUIT");

        await using var next = await fixture.Server.LoginAsync(user);
        var after = await next.ListAsync("UIDL");
        Assert.Equal(3, after.Count);
        Assert.Equal(Ids(before).Skip(1), Ids(after).Take(2));
    }

    [Fact]
    public async Task Unique_ids_survive_a_restart_and_a_move_to_cur()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        var file = user.Maildir.Deliver(MailCorpus.Small(1));
        user.Maildir.Deliver(MailCorpus.Small(2));
        var before = await UniqueIdsAsync(server, user);

        File.Move(file, Path.Combine(user.Maildir.FolderPath, "cur", Path.GetFileName(file) + ":2,RS"));
        await server.RestartAsync();

        Assert.Equal(before.Order(StringComparer.Ordinal), (await UniqueIdsAsync(server, user)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_hundred_thousand_messages_are_listed_fetched_and_deleted()
    {
        const int Count = 100_000;
        var user = fixture.Server.NextUser();
        user.Maildir.DeliverSmall(Count);
        await using var session = await fixture.Server.LoginAsync(user);
        Assert.StartsWith($"+OK {Count} ", await session.CommandAsync("STAT"), StringComparison.Ordinal);
        var ids = Ids(await session.ListAsync("UIDL"));
        Assert.Equal(Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(OnTheWire.Of(MailCorpus.Small(Count)), await session.RetrieveAsync(string.Create(CultureInfo.InvariantCulture, $"RETR {Count}")));
        for (var i = 1; i <= 1000; i++)
        {
            await session.ExpectOkAsync($"DELE {i}");
        }

        await session.ExpectOkAsync("QUIT");
        Assert.Equal(Count - 1000, user.Maildir.Files.Count);
    }

    private static async Task<string> TextAsync(RawPop3 session, string command) =>
        Encoding.Latin1.GetString(await session.RetrieveAsync(command));

    private static async Task<List<string>> UniqueIdsAsync(RestanteServer server, MailUser user)
    {
        await using var session = await server.LoginAsync(user);
        var ids = Ids(await session.ListAsync("UIDL"));
        await session.ExpectOkAsync("QUIT");
        return ids;
    }

    private static List<string> Ids(IReadOnlyList<string> lines) => [.. lines.Select(l => l.Split(' ')[1])];
}
