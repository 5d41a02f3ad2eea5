using System.Security.Authentication;
using System.Text;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>TLS ports and STLS: each fault yields its code and no other error.</summary>
public sealed class TlsFindingTests
{
    [Theory]
    [InlineData(TlsChoice.Auto)]
    [InlineData(TlsChoice.StartTls)]
    public async Task A_healthy_server_with_stls_has_nothing_wrong(TlsChoice tls)
    {
        await using var fake = Healthy();

        Examined.NothingWrong(await Examined.RunAsync(fake, o => o with { Tls = tls }));
    }

    [Fact]
    public async Task A_server_without_stls_is_an_error_to_one_who_wants_it()
    {
        await using var fake = new FakePop3().Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => o with { Tls = TlsChoice.StartTls }), TlsFindings.StlsMissing);
    }

    [Fact]
    public async Task A_server_without_stls_on_this_machine_is_a_note()
    {
        await using var fake = new FakePop3().Start();

        var report = await Examined.RunAsync(fake);

        Assert.Equal(Severity.Info, report.Findings.Single(f => f.Kind == TlsFindings.StlsMissing).Severity);
    }

    [Fact]
    public async Task Nobody_who_wants_no_tls_is_told_that_there_is_none()
    {
        await using var fake = new FakePop3().Start();

        Assert.DoesNotContain((await Examined.RunAsync(fake, o => o with { Tls = TlsChoice.None })).Findings, f => f.Kind == TlsFindings.StlsMissing);
    }

    [Theory]
    [InlineData("refuse")]
    [InlineData("close")]
    [InlineData("silent")]
    [InlineData("close after +OK")]
    [InlineData("plain text after +OK")]
    [InlineData("alert after +OK")]
    [InlineData("-ERR after +OK")]
    [InlineData("-ERR a moment after +OK")]
    public Task Stls_that_is_promised_and_fails(string how) => Steadily.RunAsync(async () =>
    {
        await using var fake = Healthy();
        fake.Commands["STLS"] = async (s, _) =>
        {
            switch (how)
            {
                case "refuse":
                    await s.LineAsync("-ERR TLS not available");
                    break;
                case "silent":
                    break;
                case "close":
                    s.Close();
                    break;
                case "close after +OK":
                    await s.LineAsync("+OK");
                    s.Close();
                    break;
                case "-ERR after +OK":
                    await s.RawAsync("+OK Begin TLS negotiation now.\r\n-ERR [SYS/TEMP] TLS initialization failed.\r\n");
                    s.Close();
                    break;
                case "-ERR a moment after +OK":
                    await s.LineAsync("+OK Begin TLS negotiation now.");
                    await s.SilenceAsync(0.05);
                    await s.LineAsync("-ERR [SYS/TEMP] TLS initialization failed.");
                    s.Close();
                    break;
                case "plain text after +OK":
                    await s.LineAsync("+OK");
                    break;
                default:
                    await s.LineAsync("+OK");
                    await s.AwaitOctetAsync();
                    await s.RawAsync("\u0015\u0003\u0003\0\u0002\u0002\u0028");
                    s.Close();
                    break;
            }
        };

        Examined.OnlyError(await Examined.RunAsync(fake, how is "silent" or "plain text after +OK" ? Examined.Impatient : null), TlsFindings.StlsPromisedButFails);
    });

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task A_server_that_insists_on_a_client_certificate(SslProtocols version, bool onTlsPort)
    {
        await using var fake = new FakePop3 { Tls = FakeTls.Healthy() with { Protocols = version, WantsClientCertificate = true }, Implicit = onTlsPort }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake), onTlsPort ? TlsFindings.HandshakeFailed : TlsFindings.StlsPromisedButFails);
    }

    [Theory]
    [InlineData(TlsChoice.Auto)]
    [InlineData(TlsChoice.Implicit)]
    public async Task A_tls_port_whose_handshake_fails(TlsChoice tls)
    {
        await using var fake = new FakePop3
        {
            Instead = async s =>
            {
                await s.AwaitOctetAsync();
                await s.RawAsync("\u0015\u0003\u0003\0\u0002\u0002\u0028");
                s.Close();
            },
        }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => o with { Tls = tls }), TlsFindings.HandshakeFailed);
    }

    [Theory]
    [InlineData("-tls1", "TLS 1.0", TlsChoice.Auto)]
    [InlineData("-tls1_1", "TLS 1.1", TlsChoice.Implicit)]
    public async Task A_tls_port_with_old_versions_only(string version, string name, TlsChoice tls)
    {
        await using var old = await OldTlsServer.StartAsync(version);

        var report = await Examined.RunAsync(new Target("127.0.0.1", old.Port), FakeTls.Healthy(), o => o with { Tls = tls });

        Examined.OnlyError(report, TlsFindings.VersionOld);
        Assert.Contains(name, report.Findings[0].SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stls_with_old_versions_only()
    {
        await using var old = await OldTlsServer.StartAsync("-tls1_1");
        await using var fake = Healthy();
        fake.Commands["STLS"] = async (s, _) =>
        {
            await s.LineAsync("+OK begin TLS");
            await old.PassOnAsync(s);
        };

        Examined.OnlyError(await Examined.RunAsync(fake), TlsFindings.VersionOld);
    }

    [Fact]
    public async Task A_server_that_says_only_that_it_has_no_such_version()
    {
        await using var fake = new FakePop3
        {
            Instead = async s =>
            {
                await s.AwaitOctetAsync();
                await s.RawAsync("\u0015\u0003\u0001\0\u0002\u0002\u0046");
                s.Close();
            },
        }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => o with { Tls = TlsChoice.Implicit }), TlsFindings.VersionOld);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commands_behind_stls_that_are_run_inside_tls(bool onlyWithTheNextOne)
    {
        await using var fake = Healthy();
        fake.Instead = s => new LeakyStls(fake, s, onlyWithTheNextOne).SpeakAsync();

        Examined.OnlyError(await Examined.RunAsync(fake), TlsFindings.StlsInjection);
    }

    [Fact]
    public async Task A_server_that_drops_what_came_behind_stls_is_healthy()
    {
        await using var fake = Healthy();
        fake.Instead = s => new LeakyStls(fake, s, false) { Drops = true }.SpeakAsync();

        Examined.NothingWrong(await Examined.RunAsync(fake));
    }

    [Theory]
    [InlineData("+OK begin TLS\r\n+OK injected\r\n", "", true)]
    [InlineData("+OK begin TLS\r\n", "-ERR injected\r\n", true)]
    [InlineData("+OK begin TLS\r\n", "+OK injected\r\n", false)]
    public Task Replies_before_the_handshake(string first, string then, bool handshakes) => Steadily.RunAsync(async () =>
    {
        await using var fake = Healthy();
        fake.Commands["STLS"] = async (s, _) =>
        {
            await s.RawAsync(first);
            if (then.Length > 0)
            {
                await s.SilenceAsync(0.05);
                await s.RawAsync(then);
            }

            if (handshakes)
            {
                await s.StartTlsAsync();
            }
        };

        Examined.OnlyError(await Examined.RunAsync(fake), TlsFindings.StlsReplyInjection);
    });

    [Theory]
    [InlineData("XXXX", "-ERR unknown command")]
    [InlineData("XXXXXXXA", "-ERR unknown command")]
    [InlineData("****", "-ERR what?")]
    [InlineData("XTLS", "-ERR unknown command")]
    [InlineData("STLS", "-ERR Unknown command: XXXX")]
    [InlineData("", "-ERR Unknown command XXXX.")]
    public async Task Stls_that_is_blanked_on_the_way(string line, string reply)
    {
        await using var fake = Healthy();
        fake.Capabilities = s => line.Length > 0 ? ["TOP", "UIDL", "USER", line] : ["TOP", "UIDL", "USER"];
        fake.Commands["STLS"] = (s, _) => s.LineAsync(reply);

        var report = await Examined.RunAsync(fake);

        Examined.OnlyError(report, TlsFindings.StlsStripped);
        Assert.DoesNotContain(report.Findings, f => f.Kind == TlsFindings.StlsMissing || f.Kind == FleetFindings.Interference);
    }

    [Fact]
    public async Task Stls_that_works_and_is_not_announced_is_a_warning()
    {
        await using var fake = Healthy();
        fake.Capabilities = s => ["TOP", "UIDL", "USER"];

        var finding = Assert.Single((await Examined.RunAsync(fake)).Findings, f => f.Severity != Severity.Info);
        Assert.Equal((TlsFindings.StlsStripped.Code, Severity.Warning), (finding.Code, finding.Severity));
    }

    [Fact]
    public async Task Stls_of_a_server_without_capa_is_healthy()
    {
        await using var fake = Healthy();
        fake.Commands.Remove("CAPA");

        var report = await Examined.RunAsync(fake);

        Assert.DoesNotContain(report.Findings, f => f.Kind == TlsFindings.StlsStripped || f.Kind == TlsFindings.StlsMissing);
    }

    private static FakePop3 Healthy() => new FakePop3 { Tls = FakeTls.Healthy() }.Start();
}
