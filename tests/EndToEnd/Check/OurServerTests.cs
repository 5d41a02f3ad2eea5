using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>The command against our own server, in which it finds nothing.</summary>
public sealed class OurServerTests(RestanteFixture ours) : IClassFixture<RestanteFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Our_own_server_has_nothing_wrong(bool tls)
    {
        var findings = await RealCheck.RunAsync(ours.Server, tls);

        Assert.DoesNotContain(findings, f => !f.StartsWith("info ", StringComparison.Ordinal));
    }
}
