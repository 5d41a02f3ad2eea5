namespace Restante.EndToEnd.Clients;

/// <summary>Python's poplib, which many scripts are built on. Its lines come without their CRLF; the script puts them back.</summary>
internal sealed class PoplibClient : PopClient
{
    public override string Name => "poplib";

    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP"];

    public override Task<Fetched> FetchAsync(Errand errand) => Script.RunAsync("python3", "poplib-fetch.py", errand);
}
