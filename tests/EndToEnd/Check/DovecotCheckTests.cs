using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>The command against Debian's Dovecot, as the tests set it up.</summary>
public sealed class DovecotCheckTests(DovecotFixture dovecot) : IClassFixture<DovecotFixture>
{
    [RootFact]
    public async Task Dovecot_lets_two_sessions_in_and_is_well_otherwise()
    {
        foreach (var tls in new[] { false, true })
        {
            var findings = await RealCheck.RunAsync(dovecot.Server, tls);

            Assert.Contains(findings, f => f.StartsWith("warning no-lock:", StringComparison.Ordinal));
            Assert.DoesNotContain(findings, f => !f.StartsWith("info ", StringComparison.Ordinal) && !f.StartsWith("warning no-lock:", StringComparison.Ordinal));
        }
    }
}
