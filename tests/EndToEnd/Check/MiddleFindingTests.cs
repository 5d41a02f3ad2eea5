using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>What stands between and rewrites: one finding that names what was seen; servers that only look like it have none.</summary>
public sealed class MiddleFindingTests
{
    [Theory]
    [InlineData("+OK avast! POP3 proxy ready.")]
    [InlineData("+OK AVG POP3 Proxy Server 7.1.362/7.1.375 [267.14.7/175]")]
    [InlineData("+OK Norton AntiVirus POP3 Proxy")]
    [InlineData("+OK Kaspersky Anti-Virus mail checker proxy ready")]
    [InlineData("+OK McAfee VirusScan Email Proxy")]
    [InlineData("+OK POP3 POPFile (v1.1.3) server ready")]
    [InlineData("+OK POP3 (Spampal) server ready (USER command must include mailserver name)")]
    [InlineData("+OK InterScan VirusWall POP3 Proxy")]
    [InlineData("+OK pop.example.com ready (PGP Universal service is proxying this connection)")]
    [InlineData("+OK <4711.1@pc> [ISafe POP3 Proxy] ")]
    [InlineData("+OK *************************")]
    [InlineData("+OK ****2******0*****")]
    [InlineData("+OK XXXXXXXXXXXXXXXX")]
    [InlineData("***************************")]
    [InlineData("-ERR AVG POP3 Proxy Server: Cannot connect to the mail server!")]
    public async Task A_greeting_that_is_not_the_servers(string greeting)
    {
        await using var fake = new FakePop3 { Greeting = greeting }.Start();

        var finding = Assert.Single((await Examined.RunAsync(fake)).Findings, f => f.Severity != Severity.Info);
        Assert.Equal(FleetFindings.Interference.Code, finding.Code);
    }

    [Theory]
    [InlineData("+OK pop.norton.example.com POP3 server ready")]
    [InlineData("+OK mail.avast.com ready")]
    [InlineData("+OK Panda University POP3 server ready")]
    [InlineData("+OK POP3 proxy ready")]
    [InlineData("+OK Zarafa POP3 gateway ready")]
    [InlineData("+OK ** Welcome ** POP3 ready")]
    [InlineData("+OK POP3 perdition ready on pop.example.com 0001fb6c")]
    [InlineData("+OK")]
    [InlineData("+OK XMail 1.27 POP3 Server")]
    public async Task A_greeting_that_only_looks_like_it(string greeting)
    {
        await using var fake = new FakePop3 { Greeting = greeting }.Start();

        Examined.NothingWrong(await Examined.RunAsync(fake));
    }

    [Fact]
    public async Task Blanked_lines_of_capa()
    {
        await using var fake = new FakePop3().Start();
        fake.Capabilities = _ => ["TOP", "UIDL", "USER", "XXXXXXXXXX", "XXXXXXXX"];
        fake.Commands["STLS"] = (s, _) => s.LineAsync("-ERR no");

        var report = await Examined.RunAsync(fake);

        Assert.Single(report.Findings, f => f.Severity == Severity.Error);
    }

    [Fact]
    public async Task A_command_that_arrives_blanked()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["CAPA"] = (s, _) => s.LineAsync("-ERR unknown command XXXX");

        Examined.OnlyError(await Examined.RunAsync(fake), FleetFindings.Interference);
    }
}
