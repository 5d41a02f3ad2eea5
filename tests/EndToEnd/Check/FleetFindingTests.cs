using System.Net;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>Several machines behind one name, by several addresses and behind one: each fault yields its code and no other error.</summary>
public sealed class FleetFindingTests
{
    private const int Machines = 4;

    [Fact]
    public async Task Machines_that_agree_have_nothing_wrong_and_are_told_apart()
    {
        await using var fake = Balanced();

        var report = await ExamineAsync(fake);

        Examined.NothingWrong(report);
        Assert.Equal(["pop-1", "pop-2", "pop-3", "pop-4"], report.Machines.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.All(report.Machines, m => Assert.True(m is { Ok: true, Connections: 2 }));
    }

    [Theory]
    [InlineData("-ERR authentication failed")]
    [InlineData("-ERR [SYS/TEMP] backend down")]
    [InlineData(null)]
    public async Task One_of_three_machines_that_nothing_tells_apart_refuses_logins(string? refusal)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["PASS"] = async (s, password) =>
        {
            if (s.Number % 3 > 0)
            {
                await FakePop3.HealthyAsync(s, "PASS", password);
            }
            else if (refusal is null)
            {
                s.Close();
            }
            else
            {
                await s.LineAsync(refusal);
            }
        };

        var report = await Examined.LoggedInAsync(fake, o => o with { Connections = 4 });

        Examined.OnlyError(report, FleetFindings.MachineFails);
        Assert.DoesNotContain(report.Findings, f => f.Code.StartsWith("login-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("+OK POP3 server ready")]
    [InlineData("+OK Dovecot (Debian) ready.")]
    [InlineData("+OK pop.example.com ready <{0}.{1}@pop.example.com>")]
    [InlineData("+OK POP3 pop.example.com v2007e.104 server ready at Sat, 21 Nov 2026 13:0{0}:01 +0100")]
    [InlineData("+OK session 7f{1}a{0} ready")]
    public async Task One_machine_is_one_whatever_changes_in_its_greeting(string greeting)
    {
        await using var fake = new FakePop3().Start();
        fake.GreetingOf = s => string.Format(System.Globalization.CultureInfo.InvariantCulture, greeting, s.Number % 10, 1000 + s.Number);

        var report = await ExamineAsync(fake);

        Examined.NothingWrong(report);
        Assert.Equal(8, Assert.Single(report.Machines).Connections);
    }

    [Theory]
    [InlineData("refuse")]
    [InlineData("close")]
    [InlineData("silent at CAPA")]
    [InlineData("close at CAPA")]
    public async Task One_of_four_machines_behind_one_address(string how)
    {
        // Whichever it is: the first connection of a run may meet it too.
        for (var bad = 0; bad < Machines; bad++)
        {
            var number = bad;
            await (how == "silent at CAPA" ? Steadily.RunAsync(() => MeetAsync(number, Examined.Impatient)) : MeetAsync(number));
        }

        async Task MeetAsync(int number, Func<CheckOptions, CheckOptions>? patience = null)
        {
            await using var fake = Balanced();
            var healthy = fake.Commands["CAPA"];
            bool IsBad(FakeSession s) => s.Number % Machines == number;
            fake.GreetingOf = s => IsBad(s) && how == "refuse" ? "-ERR pop-3 is out of order" : $"+OK {NameOf(s)} ready";
            fake.Instead = s =>
            {
                if (IsBad(s) && how == "close")
                {
                    s.Close();
                    return Task.CompletedTask;
                }

                return fake.SpeakAsync(s);
            };
            fake.Commands["CAPA"] = (s, argument) =>
            {
                if (IsBad(s) && how.EndsWith("CAPA", StringComparison.Ordinal))
                {
                    if (how.StartsWith("close", StringComparison.Ordinal))
                    {
                        s.Close();
                    }

                    return Task.CompletedTask;
                }

                return healthy(s, argument);
            };

            var report = await Examined.RunAsync(fake, o => (patience?.Invoke(o) ?? o) with { Connections = 8 });

            Examined.OnlyError(report, FleetFindings.MachineFails);
            Assert.Contains(report.Machines, m => !m.Ok);
        }
    }

    [Fact]
    public async Task One_of_four_machines_fails_at_tls()
    {
        await using var fake = Balanced();
        fake.Tls = FakeTls.Healthy();
        fake.Commands["STLS"] = (s, argument) => s.Number % Machines == 3 ? s.LineAsync("-ERR no TLS today") : FakePop3.HealthyAsync(s, "STLS", argument);

        var report = await ExamineAsync(fake);

        Examined.OnlyError(report, FleetFindings.MachineFails);
        Assert.Contains("pop-4", report.Findings[0].SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_four_addresses()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Fakes[2].Commands["CAPA"] = (s, _) =>
        {
            // Works until it is known, then breaks: the machine that fails under load.
            if (s.Number > 2)
            {
                s.Close();
                return Task.CompletedTask;
            }

            return FakePop3.HealthyAsync(s, "CAPA", "");
        };

        var report = await fleet.ExamineAsync();

        Examined.OnlyError(report, FleetFindings.MachineFails);
        Assert.Contains("127.0.0.3", report.Findings[0].SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_on_connections_of_one_client_is_no_failing_machine()
    {
        // Whoever is just being closed is given the time to be gone.
        using var limit = new SemaphoreSlim(1);
        await using var fake = new FakePop3().Start();
        fake.Instead = async s =>
        {
            if (!await limit.WaitAsync(TimeSpan.FromSeconds(0.5)))
            {
                await s.LineAsync("-ERR too many connections from your address");
                s.Close();
                return;
            }

            try
            {
                await fake.SpeakAsync(s);
            }
            finally
            {
                limit.Release();
            }
        };
        Examined.NothingWrong(await ExamineAsync(fake));
    }

    [Fact]
    public async Task Capabilities_that_differ()
    {
        await using var fake = Balanced();
        fake.Capabilities = s => s.Number % Machines == 2 ? ["USER", "UIDL"] : FakeCommands.Capabilities(s);

        var finding = OnlyDifference(await ExamineAsync(fake));

        Assert.Contains("pop-3", finding.SeenText, StringComparison.Ordinal);
        Assert.Contains("PIPELINING", finding.SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capabilities_that_differ_between_addresses()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Fakes[1].Capabilities = _ => ["USER", "UIDL"];

        Assert.Contains("127.0.0.2", OnlyDifference(await fleet.ExamineAsync()).SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Greetings_that_differ()
    {
        await using var fake = Balanced();
        fake.GreetingOf = s => s.Number % Machines == 2 ? "+OK old POP3 daemon at your service" : $"+OK {NameOf(s)} ready";

        Assert.Contains("old POP3 daemon", OnlyDifference(await ExamineAsync(fake)).SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_of_ones_own_are_a_note()
    {
        var own = Enumerable.Range(0, Machines).Select(_ => FakeTls.Healthy()).ToArray();
        await using var fake = Balanced();
        (fake.Tls, fake.Implicit) = (own[0], true);
        fake.TlsOf = s => own[s.Number % Machines];

        var report = await ExamineAsync(fake);

        Examined.NothingWrong(report);
        Assert.Equal(Severity.Info, report.Findings.Single(f => f.Kind == FleetFindings.MachinesDiffer).Severity);
        Assert.Equal(Machines, report.Machines.Select(m => m.Certificate).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task One_of_four_certificates_has_expired()
    {
        await using var fake = Balanced();
        var (good, old) = (FakeTls.Healthy(), FakeTls.Issue(days: -3, since: -93));
        (fake.Tls, fake.Implicit) = (good, true);
        fake.TlsOf = s => s.Number % Machines == 1 ? old : good;

        var report = await ExamineAsync(fake);

        Examined.OnlyError(report, CertificateFindings.Expired);
        Assert.Contains("2 of 8 connections", report.Findings.Single(f => f.Kind == CertificateFindings.Expired).SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_four_machines_refuses_logins()
    {
        for (var bad = 0; bad < Machines; bad++)
        {
            await using var fake = Balanced();
            var number = bad;
            fake.Commands["PASS"] = (s, password) =>
                s.Number % Machines == number ? s.LineAsync("-ERR [AUTH] invalid user or password") : FakePop3.HealthyAsync(s, "PASS", password);
            fake.Capabilities = s => FakeCommands.Capabilities(s).Where(c => !c.StartsWith("SASL", StringComparison.Ordinal));

            var report = await Examined.LoggedInAsync(fake, o => o with { Connections = 8 });

            Examined.OnlyError(report, FleetFindings.MachineFails);
            Assert.Contains($"pop-{bad + 1} refuses the login, 1 of 4 machines", report.Findings[0].SeenText, StringComparison.Ordinal);
            Assert.False(report.Machines.Single(m => m.Name == $"pop-{bad + 1}").Ok);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_tried_on_two_machines_at_most()
    {
        await using var fake = Balanced();
        fake.Commands["PASS"] = (s, _) => s.LineAsync("-ERR [AUTH] no");
        fake.Capabilities = s => FakeCommands.Capabilities(s).Where(c => !c.StartsWith("SASL", StringComparison.Ordinal));

        var report = await Examined.LoggedInAsync(fake, o => o with { Connections = 8 });

        Assert.DoesNotContain(report.Findings, f => f.Kind == FleetFindings.MachineFails);
        Assert.InRange(report.Steps.Single(s => s.Name.StartsWith("log in on", StringComparison.Ordinal)).Detail.Split("-ERR").Length - 1, 1, 2);
    }

    [Fact]
    public async Task A_mailbox_that_differs_from_machine_to_machine()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Fakes[3].Messages = [FakeMessage.Make(1)];

        Assert.Contains("127.0.0.4", OnlyDifference(await fleet.ExamineAsync(login: true)).SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unique_ids_that_differ_from_machine_to_machine()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Fakes[1].Messages = [.. fleet.Fakes[1].Messages.Select((m, i) => m with { UniqueId = $"other-{i}" })];

        var report = await fleet.ExamineAsync(login: true);

        Examined.OnlyError(report, MailboxFindings.UidlChanges);
        Assert.DoesNotContain(report.Findings, f => f.Kind == FleetFindings.MachinesDiffer);
    }

    [Fact]
    public async Task Answers_that_take_long()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["CAPA"] = async (s, argument) =>
        {
            await s.SilenceAsync(0.3);
            await FakePop3.HealthyAsync(s, "CAPA", argument);
        };

        var report = await Examined.RunAsync(fake, o => o with { Thresholds = o.Thresholds with { SlowRoundTrip = TimeSpan.FromSeconds(0.2) } });

        Examined.OnlyError(report, FleetFindings.RoundTripSlow);
        Assert.Contains("it is the server", report.Findings.Single(f => f.Kind == FleetFindings.RoundTripSlow).Meaning, StringComparison.Ordinal);
    }

    private static FakePop3 Balanced()
    {
        var fake = new FakePop3();
        fake.GreetingOf = s => $"+OK {NameOf(s)} ready";
        return fake.Start();
    }

    private static string NameOf(FakeSession session) => $"pop-{(session.Number % Machines) + 1}";

    private static Task<CheckReport> ExamineAsync(FakePop3 fake) => Examined.RunAsync(fake, o => o with { Connections = 8 });

    private static Finding OnlyDifference(CheckReport report)
    {
        var finding = Assert.Single(report.Findings, f => f.Severity != Severity.Info);
        Assert.Equal(FleetFindings.MachinesDiffer.Code, finding.Code);
        return finding;
    }

    /// <summary>A machine an address, all on one port.</summary>
    private sealed class Fleet : IAsyncDisposable
    {
        public List<FakePop3> Fakes { get; } = [];

        public static Task<Fleet> StartAsync()
        {
            var fleet = new Fleet();
            fleet.Fakes.Add(new FakePop3().Start());
            for (var i = 2; i <= Machines; i++)
            {
                fleet.Fakes.Add(new FakePop3($"127.0.0.{i}", fleet.Fakes[0].Port).Start());
            }

            return Task.FromResult(fleet);
        }

        public Task<CheckReport> ExamineAsync(bool login = false)
        {
            Func<CheckOptions, CheckOptions> all = o => o with
            {
                Target = new Target("pop.example.com", Fakes[0].Port),
                Connections = 8,
                Resolve = (_, _) => Task.FromResult<IPAddress[]>([.. Enumerable.Range(1, Machines).Select(i => IPAddress.Parse($"127.0.0.{i}"))]),
            };
            return login ? Examined.LoggedInAsync(Fakes[0], all) : Examined.RunAsync(Fakes[0], all);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var fake in Fakes)
            {
                await fake.DisposeAsync();
            }
        }
    }
}
