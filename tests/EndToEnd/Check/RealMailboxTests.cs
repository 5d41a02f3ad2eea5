using System.Net;
using System.Text;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Check;

/// <summary>What an examination says of real mailboxes, full of messages that have made some server or client stumble.</summary>
public sealed class RealMailboxTests(RestanteFixture restante, DovecotFixture dovecot) : IClassFixture<RestanteFixture>, IClassFixture<DovecotFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ours_has_nothing_wrong(bool destructive)
    {
        var user = restante.Server.NextUser();
        user.Maildir.DeliverAll(MailCorpus.All);

        var report = await ExamineAsync(restante.Server, user, destructive);

        Assert.Empty(report.Findings.Where(f => f.Severity != Severity.Info).Select(f => $"{f.Code}: {f.SeenText}"));
        Assert.Equal(MailCorpus.All.Count - (destructive ? 1 : 0), user.Maildir.Files.Count);
    }

    [Fact]
    public async Task Ours_has_nothing_wrong_with_an_empty_mailbox()
    {
        var report = await ExamineAsync(restante.Server, restante.Server.NextUser(), destructive: true);

        Assert.Empty(report.Findings.Where(f => f.Severity != Severity.Info).Select(f => $"{f.Code}: {f.SeenText}"));
    }

    [RootFact]
    public async Task Dovecot_has_no_lock_and_is_two_octets_off_where_a_last_line_has_no_end()
    {
        var user = dovecot.Server.NextUser();
        user.Maildir.DeliverAll(MailCorpus.All);

        var report = await ExamineAsync(dovecot.Server, user, destructive: true);

        var mailbox = report.Findings.Where(f => MailboxFindings.All.Contains(f.Kind)).ToList();
        Assert.Equal(["no-lock", "size-mismatch"], mailbox.Select(f => f.Code).Order());
        Assert.Empty(mailbox.Where(f => f.Severity == Severity.Error).Select(f => f.SeenText));
        Assert.Equal(Severity.Info, mailbox.Single(f => f.Kind == MailboxFindings.SizeMismatch).Severity);
        Assert.DoesNotContain(report.Findings, f => f.Kind == ReplyFindings.NotDotStuffed || f.Kind == ReplyFindings.MissingTerminator || f.Kind == ReplyFindings.BareLf);
    }

    private static async Task<CheckReport> ExamineAsync(IPop3ServerUnderTest server, MailUser user, bool destructive)
    {
        using var password = new Secret(Encoding.UTF8.GetBytes(user.Password));
        var options = new CheckOptions(new Target("127.0.0.1", server.PlainPort))
        {
            User = user.Name,
            Password = password,
            Tls = TlsChoice.None,
            Connections = 1,
            Timeout = TimeSpan.FromSeconds(10),
            Destructive = destructive,
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        };
        var report = new CheckReport("127.0.0.1");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await new Examination(options, report, TimeProvider.System, new Transcript(TimeProvider.System)).RunAsync(limit.Token);
        Assert.Contains(report.Steps, s => s.Name == "second session" && s.Ok);
        return report;
    }
}
