using System.Text;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Sessions;

/// <summary>
/// Messages larger than all the buffers on the way, both those that go out as they are stored (CRLF) and those that are
/// encoded (LF), with clients that do not read them as one would wish.
/// </summary>
public sealed class LargeMessageTests
{
    private const int Lines = 400_000;

    public static TheoryData<string, bool> Ways => new() { { "\r\n", false }, { "\n", false }, { "\r\n", true } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_client_that_stops_reading_is_cut_after_the_stall_time(string lineEnd, bool tls)
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = """{ "limits": { "stall": "1s" } }""" });
        var (session, _) = await OpenAsync(server, lineEnd, tls);
        await using var open = session;
        await session.ExpectOkAsync("RETR 1");
        await Eventually.TrueAsync(
            () => Task.FromResult(server.Output.Contains("end=write-timeout", StringComparison.Ordinal)), Eventually.Limit, "the session is cut");
        var rest = await session.ReadToEndAsync();
        Assert.False(rest.EndsWith("\r\n.\r\n", StringComparison.Ordinal), "what was cut looks whole");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_message_that_is_cut_short_while_it_is_sent_never_looks_whole(string lineEnd, bool tls)
    {
        await using var server = await RestanteServer.StartAsync();
        var (session, file) = await OpenAsync(server, lineEnd, tls);
        await using var open = session;
        await session.ExpectOkAsync("RETR 1");
        await using (var message = File.OpenWrite(file))
        {
            message.SetLength(message.Length - 1_000_000);
        }

        var received = await session.ReadToEndAsync();
        Assert.False(received.EndsWith("\r\n.\r\n", StringComparison.Ordinal), "what was cut looks whole");

        // Records are written beside the sessions, and may come a moment later.
        await Eventually.TrueAsync(
            () => Task.FromResult(server.Output.Contains("message-failed", StringComparison.Ordinal)), Eventually.Limit, "the record says why");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Commands_that_come_while_a_message_waits_for_its_reader_are_read_on_and_answered(string lineEnd, bool tls)
    {
        const int Commands = 200_000;
        await using var server = await RestanteServer.StartAsync();
        var (session, _) = await OpenAsync(server, lineEnd, tls);
        await using var open = session;
        await session.SendAsync("RETR 1\r\n");
        await session.SendAsync(string.Concat(Enumerable.Repeat("NOOP\r\n", Commands)));
        await AssertMessageAsync(session);
        for (var i = 0; i < Commands; i++)
        {
            Assert.StartsWith("+OK", await session.ReadLineAsync(), StringComparison.Ordinal);
        }

        await session.ExpectOkAsync("QUIT");
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task A_message_and_what_was_asked_behind_it_arrive_after_a_half_close(string lineEnd)
    {
        await using var server = await RestanteServer.StartAsync();
        var (session, _) = await OpenAsync(server, lineEnd, tls: false);
        await using var open = session;
        await session.SendAsync("RETR 1\r\nNOOP\r\nQUIT\r\n");
        session.FinishSending();
        await AssertMessageAsync(session);
        Assert.Equal("+OK\r\n+OK bye\r\n", await session.ReadToEndAsync());
    }

    private static async Task AssertMessageAsync(RawPop3 session)
    {
        Assert.StartsWith("+OK", await session.ReadLineAsync(), StringComparison.Ordinal);
        using var message = new MemoryStream();
        await session.RetrieveIntoAsync(message);
        Assert.Equal(Message("\r\n"), Encoding.ASCII.GetString(message.GetBuffer(), 0, (int)message.Length));
    }

    private static async Task<(RawPop3 Session, string File)> OpenAsync(RestanteServer server, string lineEnd, bool tls)
    {
        var user = server.NextUser();
        var file = user.Maildir.Deliver(Encoding.ASCII.GetBytes(Message(lineEnd)));
        var session = tls ? await server.ConnectTlsAsync() : await server.ConnectAsync();
        await session.LoginAsync(user.Name, user.Password);
        return (session, file);
    }

    private static string Message(string lineEnd)
    {
        var message = new StringBuilder("Subject: large").Append(lineEnd).Append(lineEnd);
        for (var i = 0; i < Lines; i++)
        {
            message.Append("a line of a message that is larger than what lies between two programs ").Append(i).Append(lineEnd);
        }

        return message.ToString();
    }
}
