using System.Security.Cryptography.X509Certificates;
using System.Text;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Check;

/// <summary>Servers that are as they should be, on both ports, with mail in the mailbox.</summary>
public sealed class RealServerTests
{
    [Fact]
    public async Task Our_own_server_has_nothing_wrong()
    {
        await using var server = await RestanteServer.StartAsync();

        await NothingWrongAsync(server, [], monitoring: false);
    }

    /// <summary>As Dovecot comes out of the box two sessions may have a mailbox at once (<c>pop3_lock_session = no</c>).</summary>
    [RootFact]
    public async Task Dovecot_has_nothing_wrong_but_the_lock_that_it_does_not_take()
    {
        await using var server = await DovecotServer.StartAsync();

        // Without the tests of wrong passwords, which Dovecot answers more slowly each time.
        await NothingWrongAsync(server, [MailboxFindings.NoLock], monitoring: true);
    }

    private static async Task NothingWrongAsync(IPop3ServerUnderTest server, FindingKind[] known, bool monitoring)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(server.CertificateFile);
        foreach (var (port, tls) in new[] { (server.PlainPort, TlsChoice.Auto), (server.PlainPort, TlsChoice.None), (server.TlsPort, TlsChoice.Auto) })
        {
            var user = server.NextUser();
            foreach (var message in Enumerable.Range(1, 3).Select(i => FakeMessage.Make(i, i * 20)))
            {
                user.Maildir.Deliver(Encoding.Latin1.GetBytes(message.Text.Replace("\r\n", "\n", StringComparison.Ordinal)));
            }

            using var password = new Secret(Encoding.UTF8.GetBytes(user.Password));
            var report = await Examined.RunAsync(new Target("127.0.0.1", port), null, o => o with
            {
                User = user.Name,
                Password = password,
                Tls = tls,
                Connections = 8,
                Timeout = TimeSpan.FromSeconds(10),
                ExtraRoots = [certificate],
                Monitoring = monitoring,
            });

            Assert.True(report.CouldNotFindOut is null && report.Findings.All(f => f.Severity == Severity.Info || known.Contains(f.Kind)),
                $"port {port}, {tls}: {report.CouldNotFindOut}{string.Join("; ", report.Findings.Select(f => $"{f.Severity} {f.Code}: {f.SeenText}"))}\n{server.Output}");
            Assert.Single(report.Machines);
        }
    }
}
