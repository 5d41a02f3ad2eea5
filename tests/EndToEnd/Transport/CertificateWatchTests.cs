using Restante.EndToEnd.Processes;
using Restante.Server.Config;
using Restante.Server.Hosting;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.EndToEnd.Transport;

/// <summary>What is said day by day, on a clock that is moved.</summary>
public sealed class CertificateWatchTests
{
    [Fact]
    public async Task An_end_that_comes_near_is_recorded_once_a_day()
    {
        using var folder = new ScratchFolder("watch");
        using var authority = new TestAuthority();
        var time = new ManualTime();
        var left = (TimeProvider.System.GetUtcNow() - time.GetUtcNow()).TotalDays;
        var (certificate, key) = authority.Issue(folder.Path, "a", ["a.example"]);
        var certificates = new Certificates(new TlsOptions { Certificate = certificate, Key = key });
        var log = new RecordingLog();
        await using var watch = new CertificateWatch(() => certificates, log, time);

        // It ends 80 days after the real day, whatever day the clock of the test begins with.
        time.Advance(TimeSpan.FromDays(left + 48.5));
        watch.Start();
        Assert.DoesNotContain(log.Lines, Expires);
        for (var day = 1; day <= 5; day++)
        {
            time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["29", "28", "27", "26"], log.Lines.Where(Expires).Select(l => l.Split("days=")[1]));
    }

    private static bool Expires(string line) => line.StartsWith("certificate-expires ", StringComparison.Ordinal);
}
