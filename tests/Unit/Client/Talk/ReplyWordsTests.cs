using System.Text;
using Restante.Client;
using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Unit.Client.Talk;

public sealed class ReplyWordsTests
{
    [Theory]
    [InlineData("STAT", "+OK 3 2086", "3 messages, 2,086 octets")]
    [InlineData("STAT", "+OK 1 1", "1 message, 1 octet")]
    [InlineData("STAT", "+OK 0 0", "no messages, 0 octets")]
    [InlineData("STAT", "+OK 7 2379188 octets", "7 messages, 2,379,188 octets (2.4 MB)")]
    [InlineData("STAT", "+OK", "no two numbers in it: a program cannot read this")]
    [InlineData("LIST 2", "+OK 2 594172", "594,172 octets (594 kB)")]
    [InlineData("PASS x", "-ERR [IN-USE] sorry", "another session has the mailbox: a second mail program, or one that died a few minutes ago")]
    [InlineData("PASS x", "-ERR mailbox is locked by another POP3 session", "another session has the mailbox")]
    [InlineData("PASS x", "-ERR [SYS/TEMP] later", "a trouble of the server's that may pass: nothing is wrong with the password; try again later")]
    [InlineData("STAT", "-ERR what", "STAT works after login: .login, or USER and PASS")]
    [InlineData("NOOP", "250 Ok", "neither +OK nor -ERR: no answer as POP3 knows it (RFC 1939 §3)")]
    [InlineData("AUTH LOGIN", "+ VXNlcm5hbWU6", "\"Username:\"; the response is base64, * gives up")]
    [InlineData("AUTH PLAIN", "+ ", "the server waits for a response in base64; * gives up")]
    public void Answers_are_explained(string line, string reply, string words) => Assert.Equal(words, Of(line, reply, new TalkState()));

    [Fact]
    public void A_command_at_the_wrong_time_is_explained_by_the_state()
    {
        var state = new TalkState();
        state.LogIn("ann");
        Assert.Equal("USER belongs before the login", Of("USER bob", "-ERR unknown command", state));
        state.Note(new TalkLine("DELE 1"), ReplyStatus.Ok);
        Assert.StartsWith("messages marked by DELE", Of("RETR 1", "-ERR message is deleted", state), StringComparison.Ordinal);
        Assert.Null(Of("RETR 99", "-ERR no such message", state));
    }

    [Fact]
    public void What_a_server_puts_into_a_challenge_commands_no_terminal() =>
        Assert.DoesNotContain('\e', Of("AUTH LOGIN", "+ " + Convert.ToBase64String("\e[2J"u8), new TalkState())!);

    [Theory]
    [InlineData(9_999, "9,999 octets")]
    [InlineData(10_000, "10,000 octets (10 kB)")]
    [InlineData(999_499, "999,499 octets (999 kB)")]
    [InlineData(999_999, "999,999 octets (1.0 MB)")]
    [InlineData(5_368_709_120, "5,368,709,120 octets (5.4 GB)")]
    public void Sizes_are_for_people(long octets, string words) => Assert.Equal(words, OctetWords.Of(octets));

    [Theory]
    [InlineData("TOP", "TOP n k: header and k lines of message n")]
    [InlineData("LOGIN-DELAY 900", "wait 900 seconds between two logins")]
    [InlineData("EXPIRE 0", "messages are deleted at QUIT once they were fetched")]
    [InlineData("sasl PLAIN LOGIN", "login by AUTH with PLAIN, LOGIN")]
    [InlineData("X-OWN-THING", null)]
    public void Capabilities_are_explained(string line, string? words) => Assert.Equal(words, CapabilityWords.Of(line));

    [Fact]
    public void A_list_is_counted()
    {
        var list = new ListWords(new TalkLine("LIST"));
        Assert.Null(list.Take("1 468"));
        Assert.Equal("2,379,188 octets (2.4 MB)", list.Take("2 2379188"));
        Assert.Equal("no number and size: a program cannot read this", list.Take("three"));
        Assert.Equal("3 messages, 2,379,656 octets (2.4 MB)", list.Total(new TalkReply(new TalkLine("LIST"), Reply("+OK"))));
    }

    [Fact]
    public void Capabilities_are_read_from_what_somebody_asked_for()
    {
        var set = CapabilitySet.Parse("TOP\r\nSASL PLAIN\nUIDL"u8.ToArray());
        Assert.True(set.Has("TOP"));
        Assert.Equal(["PLAIN"], set.Mechanisms);
        Assert.False(set.Has("UIDL"), "a line without an end was cut");
    }

    private static string? Of(string line, string reply, TalkState state) => ReplyWords.Of(new TalkLine(line), Reply(reply), state, null);

    private static ServerReply Reply(string text)
    {
        var octets = Encoding.ASCII.GetBytes(text);
        var status = text.StartsWith("+OK", StringComparison.Ordinal) ? ReplyStatus.Ok : text.StartsWith("-ERR", StringComparison.Ordinal) ? ReplyStatus.Error
            : text.StartsWith("+ ", StringComparison.Ordinal) ? ReplyStatus.Challenge : ReplyStatus.Bad;
        return new ServerReply(status, octets, TimeSpan.Zero) { LineEnd = "\r\n" };
    }
}
