using Restante.Client.Report;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>What an examination says of our server's mailboxes, full of messages that have made some server or client stumble.</summary>
public sealed class OurMailboxTests(RestanteFixture restante) : IClassFixture<RestanteFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ours_has_nothing_wrong(bool destructive)
    {
        var user = restante.Server.NextUser();
        user.Maildir.DeliverAll(MailCorpus.All);

        var report = await RealMailbox.ExamineAsync(restante.Server, user, destructive);

        Assert.Empty(report.Findings.Where(f => f.Severity != Severity.Info).Select(f => $"{f.Code}: {f.SeenText}"));
        Assert.Equal(MailCorpus.All.Count - (destructive ? 1 : 0), user.Maildir.Files.Count);
    }

    [Fact]
    public async Task Ours_has_nothing_wrong_with_an_empty_mailbox()
    {
        var report = await RealMailbox.ExamineAsync(restante.Server, restante.Server.NextUser(), destructive: true);

        Assert.Empty(report.Findings.Where(f => f.Severity != Severity.Info).Select(f => $"{f.Code}: {f.SeenText}"));
    }
}
