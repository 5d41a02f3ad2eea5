namespace Restante.EndToEnd.Clients;

/// <summary>Ruby's net/pop. It has no STLS.</summary>
internal sealed class RubyClient : PopClient
{
    public override string Name => "net/pop";

    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP"];

    public override bool Speaks(Protection protection) => protection != Protection.Stls;

    public override Task<Fetched> FetchAsync(Errand errand) => Script.RunAsync("ruby", "net-pop-fetch.rb", errand);
}
