using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>What an examination says of the same mailboxes behind Debian's Dovecot.</summary>
public sealed class DovecotMailboxTests(DovecotFixture dovecot) : IClassFixture<DovecotFixture>
{
    [RootFact]
    public async Task Dovecot_has_no_lock_and_is_two_octets_off_where_a_last_line_has_no_end()
    {
        var user = dovecot.Server.NextUser();
        user.Maildir.DeliverAll(MailCorpus.All);

        var report = await RealMailbox.ExamineAsync(dovecot.Server, user, destructive: true);

        var mailbox = report.Findings.Where(f => MailboxFindings.All.Contains(f.Kind)).ToList();
        Assert.Equal(["no-lock", "size-mismatch"], mailbox.Select(f => f.Code).Order());
        Assert.Empty(mailbox.Where(f => f.Severity == Severity.Error).Select(f => f.SeenText));
        Assert.Equal(Severity.Info, mailbox.Single(f => f.Kind == MailboxFindings.SizeMismatch).Severity);
        Assert.DoesNotContain(report.Findings, f => f.Kind == ReplyFindings.NotDotStuffed || f.Kind == ReplyFindings.MissingTerminator || f.Kind == ReplyFindings.BareLf);
    }
}
