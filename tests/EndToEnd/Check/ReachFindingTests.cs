using System.Net;
using System.Net.Sockets;
using Restante.Client.Connecting;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>The area "reach": each fault yields its code and no other error.</summary>
public sealed class ReachFindingTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_healthy_server_has_nothing_wrong(bool tls, bool onTlsPort)
    {
        await using var fake = new FakePop3 { Tls = tls ? FakeTls.Healthy() : null, Implicit = onTlsPort }.Start();

        Examined.NothingWrong(await Examined.RunAsync(fake));
    }

    [Fact]
    public async Task A_name_without_an_address()
    {
        var report = await Examined.RunAsync(new Target("nowhere.example.com", 110), null,
            o => o with { Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound) });

        Examined.OnlyError(report, ReachFindings.NameNotFound);
    }

    [Fact]
    public async Task A_resolver_that_fails_says_nothing_about_the_server()
    {
        var report = await Examined.RunAsync(new Target("pop.example.com", 110), null,
            o => o with { Resolve = (_, _) => throw new SocketException((int)SocketError.TryAgain) });

        Assert.Equal(3, report.Exit);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens() =>
        Examined.OnlyError(await Examined.RunAsync(new Target("127.0.0.1", FreePorts.Take(1)[0]), null), ReachFindings.Refused);

    [Fact]
    public async Task One_of_two_addresses()
    {
        await using var fake = new FakePop3().Start();

        var report = await Examined.RunAsync(new Target("pop.example.com", fake.Port), null,
            o => o with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("127.0.0.9")]) });

        Examined.OnlyError(report, ReachFindings.AddressFails);
    }

    [Fact]
    public Task A_server_that_says_nothing() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3 { Instead = s => s.SilenceAsync() }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake, Examined.Impatient), ReachFindings.Silent);
    });

    [Fact]
    public Task A_server_that_says_nothing_on_a_tls_port() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3 { Instead = s => s.SilenceAsync() }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => Examined.Impatient(o) with { Tls = TlsChoice.Implicit }), ReachFindings.Silent);
    });

    [Fact]
    public async Task A_greeting_that_takes_long()
    {
        await using var fake = new FakePop3().Start();
        fake.Instead = async s =>
        {
            await s.SilenceAsync(0.4);
            await fake.SpeakAsync(s);
        };

        var report = await Examined.RunAsync(fake, o => o with { Thresholds = o.Thresholds with { SlowGreeting = TimeSpan.FromSeconds(0.3) } });

        Examined.OnlyError(report, ReachFindings.SlowGreeting);
    }

    [Theory]
    [InlineData(TlsChoice.Auto)]
    [InlineData(TlsChoice.None)]
    [InlineData(TlsChoice.Implicit)]
    public async Task A_server_that_closes_at_once(TlsChoice tls)
    {
        await using var fake = new FakePop3
        {
            Instead = s =>
            {
                s.Close();
                return Task.CompletedTask;
            },
        }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => o with { Tls = tls }), ReachFindings.ClosedAtOnce);
    }

    [Fact]
    public async Task A_server_that_refuses_at_the_greeting()
    {
        await using var fake = new FakePop3 { Greeting = "-ERR too many connections" }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake), ReachFindings.GreetingError);
    }

    [Theory]
    [InlineData("220 mail.example.com ESMTP Postfix", "SMTP")]
    [InlineData("* OK [CAPABILITY IMAP4rev1] Dovecot ready.", "IMAP")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1", "SSH")]
    public async Task Another_protocol_is_named(string greeting, string name)
    {
        await using var fake = new FakePop3 { Greeting = greeting }.Start();

        foreach (var tls in new[] { TlsChoice.Auto, TlsChoice.Implicit })
        {
            var report = await Examined.RunAsync(fake, o => o with { Tls = tls });

            Examined.OnlyError(report, ReachFindings.NotPop3);
            Assert.Contains(name, report.Findings[0].Meaning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public Task A_web_server_speaks_when_spoken_to() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3
        {
            Instead = async s =>
            {
                await s.ReadLineAsync();
                await s.RawAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
                s.Close();
            },
        }.Start();

        var report = await Examined.RunAsync(fake, o => Examined.Impatient(o) with { Tls = TlsChoice.None });

        Examined.OnlyError(report, ReachFindings.NotPop3);
        Assert.Contains("HTTP", report.Findings[0].Meaning, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_tls_port_that_is_spoken_to_in_plain_text() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3 { Tls = FakeTls.Healthy(), Implicit = true }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => Examined.Impatient(o) with { Tls = TlsChoice.StartTls }), TlsFindings.TlsExpected);
    });

    [Fact]
    public async Task A_plain_port_that_is_spoken_to_with_tls()
    {
        await using var fake = new FakePop3().Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => o with { Tls = TlsChoice.Implicit }), TlsFindings.TlsNotExpected);
    }

    [Fact]
    public async Task A_greeting_without_an_end()
    {
        await using var fake = new FakePop3
        {
            Instead = async s =>
            {
                await s.RawAsync("+OK ");
                while (true)
                {
                    await s.RawAsync(new string('A', 65536));
                }
            },
        }.Start();

        var report = await Examined.RunAsync(fake);

        Examined.OnlyError(report, ReplyFindings.LineTooLong);
        Assert.Equal(2, report.Exit);
    }

    [Theory]
    [InlineData("+OK ready", "silent")]
    [InlineData("Welcome", "not-pop3")]
    public Task A_greeting_whose_line_does_not_end(string begun, string code) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3
        {
            Instead = async s =>
            {
                await s.RawAsync(begun);
                await s.SilenceAsync();
            },
        }.Start();

        var report = await Examined.RunAsync(fake, Examined.Impatient);

        var finding = Assert.Single(report.Findings);
        Assert.Equal(code, finding.Code);
        Assert.Contains(begun, finding.SeenText, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("+OK ready")]
    [InlineData("+OK ready\r\n")]
    public async Task A_server_that_closes_behind_its_greeting_or_in_it(string greeting)
    {
        await using var fake = new FakePop3
        {
            Instead = async s =>
            {
                await s.RawAsync(greeting);
                s.Close();
            },
        }.Start();

        var report = await Examined.LoggedInAsync(fake);

        Assert.Equal("closed-at-once", Assert.Single(report.Findings).Code);
    }

    [Fact]
    public async Task A_server_that_resets_at_once()
    {
        await using var fake = new FakePop3
        {
            Instead = s =>
            {
                s.Reset();
                return Task.CompletedTask;
            },
        }.Start();

        Examined.OnlyError(await Examined.RunAsync(fake, o => o with { Tls = TlsChoice.None }), ReachFindings.ClosedAtOnce);
    }
}
