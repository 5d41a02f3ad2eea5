namespace Restante.EndToEnd.Clients;

/// <summary>Perl's Mail::POP3Client. It has no STLS.</summary>
internal sealed class MailPop3Client : PopClient
{
    public override string Name => "Mail::POP3Client";

    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP", "CRAM-MD5"];

    public override bool Speaks(Protection protection) => protection != Protection.Stls;

    public override Task<Fetched> FetchAsync(Errand errand) => Script.RunAsync("perl", "mail-pop3client-fetch.pl", errand);
}
