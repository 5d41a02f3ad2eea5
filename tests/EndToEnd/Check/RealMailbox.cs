using System.Net;
using System.Text;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Wire;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Servers;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Check;

/// <summary>An examination of a real server's mailbox, on its plain port.</summary>
internal static class RealMailbox
{
    public static async Task<CheckReport> ExamineAsync(IPop3ServerUnderTest server, MailUser user, bool destructive)
    {
        using var password = new Secret(Encoding.UTF8.GetBytes(user.Password));
        var options = new CheckOptions(new Target("127.0.0.1", server.PlainPort))
        {
            User = user.Name,
            Password = password,
            Tls = TlsChoice.None,
            Connections = 1,
            Timeout = TimeSpan.FromSeconds(10),
            Thresholds = new Thresholds { SlowGreeting = TimeSpan.FromSeconds(30), SlowLogin = TimeSpan.FromSeconds(30), SlowRoundTrip = TimeSpan.FromSeconds(30) },
            Destructive = destructive,
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        };
        var report = new CheckReport("127.0.0.1");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await new Examination(options, report, TimeProvider.System, new Transcript(TimeProvider.System)).RunAsync(limit.Token);
        Assert.Contains(report.Steps, s => s.Name == "second session" && s.Ok);
        return report;
    }
}
