namespace Restante.Unit.Logs.Formats;

/// <summary>MailEnable's columns are where its #Fields line says.</summary>
public sealed class MailEnableTests
{
    private const string Usual = "#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes time-taken cs-username";

    [Fact]
    public void Columns_are_those_of_the_fields_line()
    {
        var outcome = LogOutcome.OfLines(
            "#Software: MailEnable POP Server Version 1.0a",
            "#Fields: cs-uriquery cs-uristem cs-method agent s-port c-ip date time",
            "+OK+hello {blank} {blank} POP 7 192.0.2.7 2026-11-21 10:15:01",
            "+OK USER+ann USER POP 7 192.0.2.7 2026-11-21 10:15:02",
            "+OK PASS+secret-word PASS POP 7 192.0.2.7 2026-11-21 10:15:03",
            "+OK QUIT QUIT POP 7 192.0.2.7 2026-11-21 10:15:05");
        outcome.Reconciles(6);
        var session = Assert.Single(outcome.Sessions);
        Assert.Equal(("ann", "192.0.2.7", 4.0), (session.User, session.Address, session.Seconds));
        Assert.Equal(0, outcome.Reading.Unread);
    }

    [Fact]
    public void A_log_without_its_first_lines_is_read_by_the_usual_columns()
    {
        var outcome = LogOutcome.OfLines(
            "2026-11-21 10:15:02 192.0.2.7 POP - 192.0.2.1 1204 USER USER+ann +OK MAIL 5 10 0 -",
            "2026-11-21 10:15:03 192.0.2.7 POP - 192.0.2.1 1204 PASS PASS+x -ERR+Unable+to+log+on MAIL 23 10 0 -");
        Assert.Equal((1, 0L), (outcome.Sessions.Single().FailedLogins, outcome.Reading.Unread));
    }

    [Fact]
    public void The_other_services_of_MailEnable_are_known_and_skipped()
    {
        var outcome = LogOutcome.OfLines(
            "#Software: MailEnable SMTP Server Version 1.0a",
            "#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username",
            "2026-11-21 10:06:59 192.0.2.7 SMTP-IN - 192.0.2.1 1940 EHLO EHLO+localhost 250-example.org MAIL 138 28 - ");
        outcome.Reconciles(3);
        Assert.Equal((0, 3L), (outcome.Sessions.Count, outcome.Reading.Known));
    }

    [Fact]
    public void A_W3C_log_of_another_server_is_not_ours()
    {
        var outcome = LogOutcome.OfLines("#Software: Microsoft Internet Information Services 10.0", "#Fields: date time s-ip cs-method cs-uri-stem", "2026-11-21 10:06:59 192.0.2.1 GET /");
        Assert.Empty(outcome.Sessions);
        Assert.Equal(1, LogOutcome.OfLines(Usual, "2026-11-21 10:06:59 192.0.2.1 GET /").Reading.Unread);
    }
}
