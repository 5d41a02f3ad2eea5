using System.Net;
using System.Text;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>Runs an examination against a fake, as the command would.</summary>
internal static class Examined
{
    /// <summary>What one step may wait where nobody is silent: a machine that stops for seconds is no server's fault.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>What a whole examination may take: some steps are many.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Slowness is what a test asks about, or the machine's.</summary>
    private static readonly Thresholds Patient = new()
    {
        SlowGreeting = TimeSpan.FromSeconds(30),
        SlowLogin = TimeSpan.FromSeconds(30),
        SlowRoundTrip = TimeSpan.FromSeconds(30),
    };

    /// <summary>For a server that stays silent, which is waited for: with <see cref="Steadily"/> only, as here the machine's hitch is silence too.</summary>
    public static CheckOptions Impatient(CheckOptions options) => options with { Timeout = TimeSpan.FromSeconds(3) };

    /// <param name="fake">Started.</param>
    /// <param name="change">Of the options: without login, one connection for the fleet.</param>
    public static Task<CheckReport> RunAsync(FakePop3 fake, Func<CheckOptions, CheckOptions>? change = null) =>
        RunAsync(new Target("127.0.0.1", fake.Port), fake.Tls, change);

    public static async Task<CheckReport> RunAsync(Target target, FakeTls? tls, Func<CheckOptions, CheckOptions>? change = null)
    {
        var options = new CheckOptions(target)
        {
            Timeout = Timeout,
            Connections = 1,
            Thresholds = Patient,
            ExtraRoots = tls is null ? [] : [tls.Root],
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        };
        var report = new CheckReport(target.ToString());
        using var limit = new CancellationTokenSource(Limit);
        await new Examination(change?.Invoke(options) ?? options, report, TimeProvider.System, new Transcript(TimeProvider.System)).RunAsync(limit.Token);
        return report;
    }

    /// <summary>With a login as ann.</summary>
    public static async Task<CheckReport> LoggedInAsync(FakePop3 fake, Func<CheckOptions, CheckOptions>? change = null)
    {
        using var password = new Secret(Encoding.UTF8.GetBytes("secret"));
        return await RunAsync(fake, options =>
        {
            var withUser = options with { User = "ann", Password = password };
            return change?.Invoke(withUser) ?? withUser;
        });
    }

    /// <summary>The fault yields its own code, and no other error.</summary>
    public static void OnlyError(CheckReport report, FindingKind kind)
    {
        Assert.Contains(kind.Code, report.Findings.Select(f => f.Code));
        Assert.Empty(report.Findings.Where(f => f.Severity == Severity.Error && f.Kind != kind).Select(f => $"{f.Code}: {f.SeenText}"));
    }

    /// <summary>As <see cref="OnlyError"/>, and no other warning, but for one that comes with it.</summary>
    public static void Only(CheckReport report, FindingKind kind, FindingKind? besides = null)
    {
        OnlyError(report, kind);
        Assert.Empty(report.Findings.Where(f => f.Severity == Severity.Warning && f.Kind != kind && f.Kind != besides).Select(f => $"{f.Code}: {f.SeenText}"));
    }

    public static void NothingWrong(CheckReport report)
    {
        Assert.Null(report.CouldNotFindOut);
        Assert.Empty(report.Findings.Where(f => f.Severity != Severity.Info).Select(f => $"{f.Code}: {f.SeenText}"));
    }
}
