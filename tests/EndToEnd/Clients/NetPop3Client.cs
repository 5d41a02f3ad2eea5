namespace Restante.EndToEnd.Clients;

/// <summary>Perl's Net::POP3.</summary>
internal sealed class NetPop3Client : PopClient
{
    public override string Name => "Net::POP3";

    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP"];

    public override Task<Fetched> FetchAsync(Errand errand) => Script.RunAsync("perl", "net-pop3-fetch.pl", errand);
}
