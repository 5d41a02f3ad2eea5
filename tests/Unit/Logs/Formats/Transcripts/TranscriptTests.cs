using Restante.Logs;
using Restante.Logs.Formats;
using Restante.Logs.Input;
using Restante.Logs.Sessions;

namespace Restante.Unit.Logs.Formats.Transcripts;

/// <summary>What holds for every transcript, and for dialogs with a mark a line.</summary>
public sealed class TranscriptTests
{
    private static readonly string[] Folders = ["dialog", "curl", "fetchmail", "terminal", "thunderbird", "hmailserver", "icewarp"];

    public static TheoryData<string> Samples => [.. Sample.All.Where(s => Folders.Contains(Path.GetDirectoryName(s)))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void No_secret_of_a_sample_is_in_anything_that_is_shown(string name)
    {
        var sample = new Sample(name);
        var sessions = ReadWithSteps(sample.Octets);

        Assert.All(sessions, s => Assert.NotEmpty(s.Steps));
        var shown = string.Join('\n', sessions.SelectMany(s => s.Steps.Select(x => x.Text).Append($"{s.User} {s.Reason}")));
        foreach (var secret in (string[])["pencil", "sesame", "AGFubgB", "AGJvYgB", "AGVtaWwA", "cGVuY2ls", "Ym9i", "bWFyeSBj", "c4c9334bac560ecc"])
        {
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_line_of_a_sample_is_understood(string name)
    {
        var sample = new Sample(name);
        Assert.Empty(sample.Read(sample.Octets).Unread);
    }

    [Theory]
    [InlineData("S: +OK ready", "C: USER ann", "S: +OK", "C: PASS x", "S: +OK", "C: QUIT", "S: +OK")]
    [InlineData(">>> +OK ready", "<<< USER ann", ">>> +OK", "<<< PASS x", ">>> +OK", "<<< QUIT", ">>> +OK")]
    [InlineData("<<< +OK ready", ">>> USER ann", "<<< +OK", ">>> PASS x", "<<< +OK", ">>> QUIT", "<<< +OK")]
    [InlineData("-> +OK ready", "<- USER ann", "-> +OK", "<- PASS x", "-> +OK", "<- QUIT", "-> +OK")]
    [InlineData("« +OK ready", "» USER ann", "« +OK", "» PASS x", "« +OK", "» QUIT", "« +OK")]
    [InlineData("> S: +OK ready", "> C: USER ann", "> S: +OK", "> C: PASS x", "> S: +OK", "> C: QUIT", "> S: +OK")]
    [InlineData("2026-11-21T10:00:00Z S: +OK ready", "2026-11-21T10:00:00Z C: USER ann", "2026-11-21T10:00:01Z S: +OK", "2026-11-21T10:00:01Z C: PASS x", "2026-11-21T10:00:02Z S: +OK", "2026-11-21T10:00:03Z C: QUIT", "2026-11-21T10:00:03Z S: +OK")]
    public void Who_says_OK_first_is_the_server_whatever_the_mark(params string[] lines)
    {
        var session = Assert.Single(LogOutcome.OfLines(lines).Sessions);

        Assert.Equal(("ann", Login.Ok, Ended.Quit, "dialog"), (session.User, session.Login, session.Ended, session.Format));
    }

    [Theory]
    [InlineData("S: 220 mail.example.org ESMTP", "C: EHLO x", "S: 250 OK", "C: QUIT", "S: 221 Bye")]
    [InlineData("S: * OK IMAP4rev1", "C: a1 LOGIN ann x", "S: a1 OK")]
    [InlineData("C: USER ann", "C: PASS x", "C: QUIT")]
    [InlineData("* Connected to example.org (192.0.2.1) port 80 (#0)", "> GET / HTTP/1.1", "< HTTP/1.1 200 OK", "< Server: +OK")]
    [InlineData("Trying 192.0.2.1...", "Connected to example.org.", "Escape character is '^]'.", "220 mail.example.org ESMTP", "QUIT", "221 Bye")]
    [InlineData("Nov 21 10:00:00 pop-01 app[7]: S: +OK ready", "Nov 21 10:00:00 pop-01 app[7]: C: USER ann")]
    [InlineData("Nov 21 10:00:00 pop-01 redis[7]: +OK", "Nov 21 10:00:00 pop-01 redis[7]: -ERR unknown command")]
    [InlineData("192.0.2.7 [1A2C] Thu, 22 Apr 2004 22:01:42 +0200 Connected", "192.0.2.7 [1A2C] Thu, 22 Apr 2004 22:01:42 +0200 >>> 220 ESMTP", "192.0.2.7 [1A2C] Thu, 22 Apr 2004 22:01:43 +0200 Disconnected")]
    [InlineData("nothing", "+OK alone in the midst of a text", "> quoted", "< +OK quoted")]
    public void What_only_looks_like_a_transcript_is_none(params string[] lines)
    {
        Assert.Empty(LogOutcome.OfLines(lines).Sessions);
    }

    [Fact]
    public void A_greeting_begins_a_session_also_where_the_one_before_has_no_QUIT()
    {
        var sessions = LogOutcome.OfLines(
            "S: +OK one", "C: USER ann", "S: +OK", "C: PASS x", "S: +OK", "C: DELE 1", "S: +OK",
            "S: +OK two", "C: USER bob", "S: +OK", "C: PASS x", "S: +OK", "C: QUIT", "S: +OK").Sessions;

        Assert.Equal([("ann", Ended.Dropped, 1L, 0L), ("bob", Ended.Quit, 0L, 0L)], sessions.Select(s => (s.User!, s.Ended, s.Dele!.Value, s.Removed!.Value)));
    }

    [Fact]
    public void A_body_whose_dot_is_left_out_ends_where_the_client_speaks_and_is_answered()
    {
        var session = Assert.Single(LogOutcome.OfLines(
            "S: +OK", "C: USER ann", "S: +OK", "C: PASS x", "S: +OK", "C: RETR 1", "S: +OK 90 octets", "S: From: bob",
            "S: (and so on)", "C: DELE 1", "S: +OK", "C: QUIT", "S: +OK").Sessions);

        Assert.Equal((1L, 90L, 1L, Ended.Quit), (session.Retr!.Value.Count!.Value, session.Retr.Value.Octets!.Value, session.Removed!.Value, session.Ended));
    }

    [Fact]
    public void A_password_that_mutt_does_not_show_is_still_answered()
    {
        var session = Assert.Single(LogOutcome.OfLines(
            "[2026-11-21 13:36:03] 7< +OK", "[2026-11-21 13:36:03] 7> USER ann", "[2026-11-21 13:36:03] 7< +OK",
            "[2026-11-21 13:36:04] 7< -ERR no", "[2026-11-21 13:36:05] 7> QUIT", "[2026-11-21 13:36:06] 7< +OK").Sessions);

        Assert.Equal((Login.Failed, Ended.LoginFailed, 3.0), (session.Login, session.Ended, session.Seconds!.Value));
    }

    [Fact]
    public void Sylpheeds_times_go_on_past_midnight()
    {
        var session = Assert.Single(LogOutcome.OfLines(
            "[23:59:58] POP3< +OK", "[23:59:58] POP3> USER ann", "[23:59:59] POP3< +OK", "[23:59:59] POP3> PASS ***",
            "[00:00:02] POP3< +OK", "[00:00:02] POP3> QUIT", "[00:00:03] POP3< +OK").Sessions);

        Assert.Equal(5, session.Seconds);
    }

    [Fact]
    public void A_terminals_replies_are_paired_with_the_commands_that_it_does_not_show()
    {
        var session = Assert.Single(LogOutcome.OfLines(
            "+OK ready", "+OK", "+OK maildrop has 2 messages (300 octets)", "+OK 2 300", "+OK", "1 100", "2 200", ".",
            "+OK", "1 77", "2 78", ".", "+OK 100 octets", "Subject: one", "", "-ERR in the text", ".", "+OK message 1 deleted", "+OK goodbye").Sessions);

        Assert.Equal((Login.Ok, 1L, 100L, 1L, 1L), (session.Login, session.Retr!.Value.Count!.Value, session.Retr.Value.Octets!.Value, session.Dele!.Value, session.Removed!.Value));
        Assert.Equal((new Amount(2, 300), Ended.Quit), (session.Maildrop!.Value, session.Ended));
        Assert.NotNull(session.UniqueIds);
    }

    [Fact]
    public void A_refused_login_at_a_terminal_that_does_not_echo_is_seen()
    {
        var session = Assert.Single(LogOutcome.OfLines(
            "Trying 192.0.2.1...", "Connected to pop.example.org.", "Escape character is '^]'.", "+OK ready", "+OK", "-ERR wrong password",
            "Connection closed by foreign host.").Sessions);

        Assert.Equal((Login.Failed, Ended.LoginFailed), (session.Login, session.Ended));
    }

    [Fact]
    public void A_session_that_broke_off_in_a_message_at_curl_names_it()
    {
        var session = Assert.Single(LogOutcome.OfLines(
            "*   Trying 192.0.2.1:110...", "* Connected to pop.example.org (192.0.2.1) port 110 (#0)", "< +OK", "> USER ann", "< +OK", "> PASS x", "< +OK",
            "> RETR 7", "< +OK 90000 octets", "From: bob", "> QUIT", "* Closing connection 0", "curl: (56) Recv failure").Sessions);

        Assert.Equal((7L, 90000L), (session.Interrupted!.Value.Number, session.Interrupted.Value.Octets!.Value));
    }

    [Fact]
    public void A_long_reply_that_fetchmail_breaks_in_two_is_one_reply()
    {
        var outcome = LogOutcome.OfLines(
            "fetchmail: 6.4.37 querying pop.example.org (protocol POP3) at Sat Nov 21 13:36:00 2026: poll started",
            "fetchmail: POP3< +OK a greeting that is long, ", "and goes on", "fetchmail: POP3> USER ann", "fetchmail: POP3< +OK a long word, ",
            "fetchmail: POP3< and more of it", "fetchmail: POP3> PASS *", "fetchmail: POP3< +OK", "fetchmail: POP3> QUIT", "fetchmail: POP3< +OK",
            "fetchmail: 6.4.37 querying pop.example.org (protocol POP3) at Sat Nov 21 13:36:04 2026: poll completed",
            "fetchmail: 6.4.37 querying imap.example.org (protocol IMAP) at Sat Nov 21 13:36:05 2026: poll started", "fetchmail: IMAP< * OK");

        var session = Assert.Single(outcome.Sessions);
        Assert.Equal(("ann", Login.Ok, Ended.Quit, 4.0, 11L), (session.User, session.Login, session.Ended, session.Seconds!.Value, session.Lines));
        Assert.Empty(outcome.Unread);
    }

    [Fact]
    public void Thunderbirds_connections_are_told_apart_and_pieces_put_together()
    {
        var sessions = LogOutcome.OfLines(
            """console.debug: pop3.server2.1: "S: +OK\r\n" """, """console.debug: pop3.server2.2: "S: +O" """, """console.debug: pop3.server2.1: "C: USER ann" """,
            """console.debug: pop3.server2.2: "S: K hello\r\n" """, """console.debug: pop3.server2.2: "C: USER bob" """, """console.debug: pop3.server2.1: "S: +OK\r\n" """,
            """console.debug: pop3.server2.1: "C: Logging suppressed (it probably contained auth information)" """, """console.debug: pop3.server2.1: "S: -ERR no\r\n" """,
            """console.debug: pop3.server2.1: "Connection closed." """, """console.debug: pop3.server2.2: "Connection closed." """).Sessions;

        Assert.Equal([("ann", Ended.LoginFailed), (null, Ended.Dropped)], sessions.Select(s => (s.User, s.Ended)));
    }

    [Fact]
    public void Icewarps_marks_may_point_the_other_way()
    {
        var session = Assert.Single(LogOutcome.OfLines(
            "2001:db8::7 « +OK", "2001:db8::7 » USER ann", "2001:db8::7 « +OK", "2001:db8::7 » PASS x", "2001:db8::7 « +OK", "2001:db8::7 *** ann 0 0 00:00:09 OK", "2001:db8::7 Disconnected").Sessions);

        Assert.Equal(("icewarp", "ann", "2001:db8::7", Ended.Dropped, 9.0), (session.Format, session.User, session.Address, session.Ended, session.Seconds!.Value));
    }

    private static List<Session> ReadWithSteps(byte[] octets)
    {
        var sessions = new List<Session>();
        using var reading = new LogReading(
            [new LogSource("test.log", Sample.Written, () => new MemoryStream(octets))],
            new LogReadingOptions { Formats = FormatTable.All, KeepsSteps = _ => true },
            sessions.Add);
        reading.Run(CancellationToken.None);
        return sessions;
    }
}
