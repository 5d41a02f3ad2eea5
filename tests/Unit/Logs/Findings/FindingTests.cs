using System.Globalization;
using Restante.Logs.Findings;
using Restante.Unit.Logs.Formats;

namespace Restante.Unit.Logs.Findings;

/// <summary>Each finding once where it must appear, with the lines that prove it, and once where it must not.</summary>
public sealed class FindingTests
{
    private static readonly DateTime Noon = new(2026, 11, 21, 12, 0, 0);
    private static int _sessions;

    [Fact]
    public void A_session_that_marks_and_drops_is_no_quit()
    {
        var found = Find("no-quit", Own("ann", "client-closed", "retr=0/0", "dele=2", "removed=0"));
        Assert.Contains("marked 2 messages", found!.What, StringComparison.Ordinal);
        Assert.Single(found.Evidence);
        Assert.NotNull(Find("no-quit", Dovecot("ann", "Connection closed top=0/0, retr=3/900, del=0/3, size=900")));
    }

    [Fact]
    public void A_session_that_marks_nothing_or_quits_is_not_no_quit()
    {
        Assert.Null(Find("no-quit", Own("ann", "client-closed", "retr=3/900", "dele=0", "removed=0")));
        Assert.Null(Find("no-quit", Own("ann", "quit", "retr=3/900", "dele=3", "removed=3")));
        Assert.Null(Find("no-quit", Dovecot("ann", "Connection closed top=0/0, retr=0/0, del=0/3, size=900")));
    }

    [Fact]
    public void All_of_it_twice_is_fetches_everything_again()
    {
        var one = Dovecot("ann", "Logged out top=0/0, retr=3/900, del=0/3, size=900");
        var found = Find("fetches-everything-again", one, Dovecot("ann", "Logged out top=0/0, retr=4/990, del=0/4, size=990"));
        Assert.Contains("fetched all 4 messages once more", found!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_unique_ids_tell_whose_fault_it_is()
    {
        static string Line(string hash) => $"Logged out top=0/0, retr=3/900, del=0/3, size=900, uidl_hash=0/00000000 -> 3/{hash}";
        Assert.Contains("client forgets", Find("fetches-everything-again", Dovecot("ann", Line("aa")), Dovecot("ann", Line("aa")))!.Advice, StringComparison.Ordinal);
        Assert.Contains("changed between", Find("fetches-everything-again", Dovecot("ann", Line("aa")), Dovecot("ann", Line("bb")))!.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void New_mail_only_or_another_client_is_not_fetches_everything_again()
    {
        var all = "Logged out top=0/0, retr=3/900, del=0/3, size=900";
        Assert.Null(Find("fetches-everything-again", Dovecot("ann", all), Dovecot("ann", "Logged out top=0/0, retr=1/90, del=0/4, size=990")));
        Assert.Null(Find("fetches-everything-again", Dovecot("ann", all), Dovecot("ann", all, "192.0.2.8")));
        Assert.Null(Find("fetches-everything-again", Dovecot("ann", "Logged out top=0/0, retr=3/900, del=3/3, size=900"), Dovecot("ann", all)));
    }

    [Fact]
    public void A_login_every_twelve_seconds_polls_too_often()
    {
        var found = Find("polls-too-often", [.. Enumerable.Range(0, 12).SelectMany(i => Dovecot("ann", "Logged out top=0/0, retr=0/0, del=0/0, size=0", at: 12 * i))]);
        Assert.Contains("every 12 s", found!.What, StringComparison.Ordinal);
        Assert.Null(Find("polls-too-often", [.. Enumerable.Range(0, 12).SelectMany(i => Dovecot("ann", "Logged out top=0/0, retr=0/0, del=0/0, size=0", at: 300 * i))]));
    }

    [Fact]
    public void Three_refused_logins_are_login_failures_and_two_are_not()
    {
        Assert.Contains("none was good", Find("login-failures", Refused("ann"), Refused("ann"), Refused("ann"))!.What, StringComparison.Ordinal);
        Assert.Null(Find("login-failures", Refused("ann"), Refused("ann"), Refused("bob")));
    }

    [Fact]
    public void Five_names_from_one_address_are_guessing_and_one_name_is_not()
    {
        Assert.Equal("192.0.2.7", Find("guessing", [.. "abcde".SelectMany(c => Refused(c.ToString()))])!.About);
        Assert.Null(Find("guessing", [.. Enumerable.Repeat("ann", 9).SelectMany(Refused)]));
    }

    [Fact]
    public void A_locked_maildrop_names_who_had_it()
    {
        var found = Find("mailbox-locked", Records(
            "maildrop-in-use user=ann address=192.0.2.7 holder=abcd holderaddress=192.0.2.8 since=2026-11-21T11:59:00.000Z",
            "session-end user=- address=192.0.2.7 tls=- mechanism=USER end=quit maildrop=- retr=0/0 top=0/0 dele=0 removed=0 in=1 out=1 seconds=0.100"));
        Assert.Contains("session abcd, which had it for 60 s", found!.What, StringComparison.Ordinal);
        Assert.Null(Find("mailbox-locked", Own("ann", "quit", "retr=0/0", "dele=0", "removed=0")));
    }

    [Fact]
    public void Three_drops_at_the_same_place_are_a_stuck_message()
    {
        var drop = "Connection closed: Connection reset by peer top=0/0, retr=2/900, del=0/9, size=9000";
        Assert.Contains("RETR number 2", Find("stuck-message", Dovecot("ann", drop), Dovecot("ann", drop), Dovecot("ann", drop))!.What, StringComparison.Ordinal);
        Assert.Null(Find("stuck-message", Dovecot("ann", drop), Dovecot("ann", drop), Dovecot("ann", drop.Replace("retr=2", "retr=3"))));
        Assert.Null(Find("stuck-message", Dovecot("ann", drop), Dovecot("ann", drop), Dovecot("ann", "Logged out top=0/0, retr=9/9000, del=9/9, size=9000"), Dovecot("ann", drop)));
    }

    [Fact]
    public void A_transcript_names_the_message_and_its_size()
    {
        string[] Session() => Records("session-start address=192.0.2.7 listener=pop3", "» +OK hello", "« USER ann", "» +OK", "« PASS ****", "» +OK 3 messages (900 octets)", "« RETR 2", "» +OK 594172 octets",
            "session-end user=ann address=192.0.2.7 tls=TLSv1.3 mechanism=USER end=client-closed maildrop=3/900 retr=1/100 top=0/0 dele=0 removed=0 in=1 out=1 seconds=1.000");
        Assert.Contains("message 2 was sent (594 kB)", Find("stuck-message", Session(), Session(), Session())!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_without_tls_is_a_clear_text_login()
    {
        var end = "Logged out top=0/0, retr=0/0, del=0/0, size=0";
        Assert.NotNull(Find("clear-text-login", Dovecot("ann", end)));
        Assert.Null(Find("clear-text-login", Dovecot("ann", end, extra: "TLS, ")));
        Assert.Null(Find("clear-text-login", Dovecot("ann", end, extra: "secured, ")));
        Assert.Null(Find("clear-text-login", Dovecot("ann", end, "127.0.0.1")));
        Assert.Null(Find("clear-text-login", Dovecot("ann", end, method: "SCRAM-SHA-256")));
    }

    [Fact]
    public void A_session_that_falls_silent_is_a_timeout()
    {
        Assert.NotNull(Find("timeouts", Dovecot("ann", "Inactivity - no input for 600 secs top=0/0, retr=0/0, del=0/3, size=9")));
        Assert.Null(Find("timeouts", Dovecot("ann", "Connection closed top=0/0, retr=0/0, del=0/3, size=9")));
    }

    [Fact]
    public void A_reply_that_takes_long_is_a_slow_phase()
    {
        static string[] Session(int wait) => [$"2026-11-21T12:00:00.000Z pop-01 s{wait} « STAT", $"2026-11-21T12:00:{wait:00}.000Z pop-01 s{wait} » +OK 3 900"];
        Assert.Contains("STAT took 9 s", Find("slow-phase", Session(9))!.What, StringComparison.Ordinal);
        Assert.Null(Find("slow-phase", Session(3)));
    }

    [Fact]
    public void A_maildrop_from_which_nothing_is_removed_only_grows()
    {
        static string[] Session(int n) => Dovecot("ann", $"Logged out top=0/0, retr=1/90, del=0/{n}, size={n * 90}");
        Assert.Contains("from 10 messages to 15 messages in 6 sessions", Find("only-grows", [.. Enumerable.Range(10, 6).SelectMany(Session)])!.What, StringComparison.Ordinal);
        Assert.Null(Find("only-grows", [.. Enumerable.Repeat(10, 9).SelectMany(Session)]));
        Assert.Null(Find("only-grows", [.. new[] { 10, 11, 12, 3, 4, 5, 1 }.SelectMany(Session)]));
    }

    [Fact]
    public void A_failed_handshake_is_told_in_words()
    {
        const string Line = "Nov 21 12:00:00 pop3-login: Info: Disconnected: Connection closed: SSL_accept() failed: error:0A000418:SSL routines::tlsv1 alert unknown ca: SSL alert number 48 (no auth attempts in 1 secs): user=<>, rip=192.0.2.7, lip=192.0.2.1, TLS handshaking: SSL_accept() failed: error:0A000418:SSL routines::tlsv1 alert unknown ca: SSL alert number 48, session=<x>";
        Assert.Contains("does not trust", Find("tls-failure", [Line])!.Advice, StringComparison.Ordinal);
        Assert.Null(Find("tls-failure", Refused("ann")));
    }

    [Fact]
    public void Tls_1_0_is_old_and_1_2_is_not()
    {
        var end = "Logged out top=0/0, retr=0/0, del=0/0, size=0";
        Assert.Contains("TLSv1", Find("old-tls", Dovecot("ann", end, extra: "TLS, TLSv1 with cipher AES128-SHA (128/128 bits), "))!.What, StringComparison.Ordinal);
        Assert.Null(Find("old-tls", Dovecot("ann", end, extra: "TLS, TLSv1.2 with cipher X (128/128 bits), ")));
    }

    [Fact]
    public void Every_finding_is_tried_here_and_described_in_the_manual()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "manual", "logs.md"));
        var tests = File.ReadAllText(Repository.File("tests", "Unit", "Logs", "Findings", "FindingTests.cs"));
        Assert.All(new FindingTable().Codes, code =>
        {
            Assert.Contains($"`{code}`", page, StringComparison.Ordinal);
            Assert.True(tests.Split($"Assert.Null(Find(\"{code}\"").Length > 1, code);
        });
    }

    private static Found? Find(string code, params string[][] sessions)
    {
        var outcome = LogOutcome.OfLines([.. sessions.SelectMany(s => s)]);
        outcome.Reconciles(sessions.Sum(s => s.Length));
        Assert.Equal(0, outcome.Reading.Unread);
        var found = outcome.Found.SingleOrDefault(f => f.Code == code);
        Assert.Equal(found is not null, outcome.Sessions.Any(s => s.Findings.Contains(code)));

        // The lines that prove it are lines of sessions of whom it is about.
        Assert.All(found?.Evidence ?? [], e => Assert.Contains(
            outcome.Sessions, s => e.Line >= s.First.Line && e.Line <= s.Last.Line && (s.User is null || s.Address is null || found!.About.Contains(s.User, StringComparison.Ordinal) || found.About.Contains(s.Address, StringComparison.Ordinal))));
        Assert.True(found is null || found.Evidence.Count > 0, code);
        return found;
    }

    private static string[] Dovecot(string user, string end, string address = "192.0.2.7", string extra = "", string method = "PLAIN", int at = 0)
    {
        var (id, time) = ($"id{_sessions++}", Noon.AddSeconds(at).ToString("MMM dd HH:mm:ss", CultureInfo.InvariantCulture));
        return
        [
            $"{time} pop3-login: Info: Login: user=<{user}>, method={method}, rip={address}, lip=192.0.2.1, mpid=12, {extra}session=<{id}>",
            $"{time} pop3({user})<12><{id}>: Info: Disconnected: {end}",
        ];
    }

    private static string[] Refused(string user) =>
        [$"Nov 21 12:00:00 pop3-login: Info: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<{user}>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, session=<id{_sessions++}>"];

    private static string[] Own(string user, string end, params string[] fields) => Records(
        $"session-end user={user} address=192.0.2.7 tls=TLSv1.3 mechanism=USER end={end} maildrop=3/900 {string.Join(' ', fields)} top=0/0 in=1 out=1 seconds=1.000");

    private static string[] Records(params string[] texts)
    {
        var id = $"s{_sessions++}";
        return [.. texts.Select(t => $"2026-11-21T12:00:00.000Z pop-01 {id} {t}")];
    }
}
