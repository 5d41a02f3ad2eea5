using Restante.Client;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>The area "login": each fault yields its code and no other error.</summary>
public sealed class LoginFindingTests
{
    public static TheoryData<string, FindingKind> Refusals => new()
    {
        { "-ERR [AUTH] invalid user or password", LoginFindings.Refused },
        { "-ERR authentication failed", LoginFindings.Refused },
        { "-ERR [SYS/PERM] the mailbox is damaged", LoginFindings.Refused },
        { "-ERR [SYS/TEMP] the user database does not answer", LoginFindings.TemporaryFailure },
        { "-ERR service temporarily unavailable", LoginFindings.TemporaryFailure },
        { "-ERR too many connections from your address", LoginFindings.TemporaryFailure },
        { "-ERR [IN-USE] another session has the maildrop", LoginFindings.Locked },
        { "-ERR unable to lock maildrop", LoginFindings.Locked },
        { "-ERR [AUTH] Application-specific password required: https://support.google.com/accounts/answer/185833", LoginFindings.PasswordDisabled },
        { "-ERR Basic authentication is disabled, use OAuth", LoginFindings.PasswordDisabled },
    };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_healthy_server_has_nothing_wrong(bool tls, bool onTlsPort)
    {
        await using var fake = new FakePop3 { Tls = tls ? FakeTls.Healthy() : null, Implicit = onTlsPort }.Start();

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_login_names_its_cause(string refusal, FindingKind kind)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["PASS"] = (s, _) => s.LineAsync(refusal);
        fake.Commands["AUTH"] = (s, argument) => s.LineAsync(refusal);

        Examined.Only(await Examined.LoggedInAsync(fake), kind);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task So_does_one_of_a_server_without_capa(string refusal, FindingKind kind)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands.Remove("CAPA");
        fake.Commands.Remove("AUTH");
        fake.Commands["PASS"] = (s, _) => s.LineAsync(refusal);

        Examined.Only(await Examined.LoggedInAsync(fake), kind, ReplyFindings.CapaMissing);
    }

    /// <summary>The server may mean a moment: for as long as a step may take the client comes again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_login_that_came_too_soon_names_its_cause(bool withCapa) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["PASS"] = (s, _) => s.LineAsync("-ERR [LOGIN-DELAY] wait a while");
        fake.Commands["AUTH"] = fake.Commands["PASS"];
        if (!withCapa)
        {
            fake.Commands.Remove("CAPA");
            fake.Commands.Remove("AUTH");
        }

        Examined.Only(await Examined.LoggedInAsync(fake, Examined.Impatient), LoginFindings.Delay, withCapa ? null : ReplyFindings.CapaMissing);
    });

    [Fact]
    public async Task The_page_that_a_provider_names_is_passed_on()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["AUTH"] = (s, _) => s.LineAsync("-ERR [AUTH] Application-specific password required: https://support.example.com/answer/1");

        var report = await Examined.LoggedInAsync(fake);

        var finding = Assert.Single(report.Findings, f => f.Kind == LoginFindings.PasswordDisabled);
        Assert.Contains("https://support.example.com/answer/1", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_switched_pop_off_says_so_only_after_the_login()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["STAT"] = (s, _) => s.LineAsync("-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your settings page.");

        Examined.Only(await Examined.LoggedInAsync(fake), LoginFindings.PasswordDisabled);
    }

    [Fact]
    public async Task A_server_that_offers_tokens_only()
    {
        await using var fake = new FakePop3 { Capabilities = _ => ["UIDL", "SASL XOAUTH2 OAUTHBEARER"] }.Start();
        fake.Commands["PASS"] = (s, _) => s.LineAsync("-ERR Logon failure: unknown user name or bad password.");

        Examined.Only(await Examined.LoggedInAsync(fake), LoginFindings.PasswordDisabled);
    }

    [Fact]
    public async Task A_server_that_closes_in_place_of_an_answer()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["PASS"] = (s, _) =>
        {
            s.Close();
            return Task.CompletedTask;
        };
        fake.Commands["AUTH"] = fake.Commands["PASS"];

        var report = await Examined.LoggedInAsync(fake);

        Examined.Only(report, LoginFindings.Refused);
        Assert.Contains("cannot be told apart", report.Findings.Single(f => f.Kind == LoginFindings.Refused).Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_login_that_is_never_answered() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["PASS"] = (s, _) => s.SilenceAsync();
        fake.Commands["AUTH"] = (s, _) => s.SilenceAsync();

        Examined.Only(await Examined.LoggedInAsync(fake, o => o with { Timeout = TimeSpan.FromSeconds(2) }), LoginFindings.TemporaryFailure);
    });

    [Theory]
    [InlineData("-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.")]
    [InlineData("-ERR TLS required")]
    public async Task A_server_that_takes_no_login_without_tls_and_has_none(string refusal)
    {
        await using var fake = new FakePop3 { Capabilities = _ => ["UIDL", "TOP"] }.Start();
        fake.Commands["USER"] = (s, _) => s.LineAsync(refusal);

        Examined.Only(await Examined.LoggedInAsync(fake), LoginFindings.TlsNeeded);
    }

    [Fact]
    public async Task Clear_text_on_this_machine_is_no_problem()
    {
        await using var fake = new FakePop3().Start();

        var report = await Examined.RunAsync(fake);

        Assert.Equal(Severity.Info, Assert.Single(report.Findings, f => f.Kind == LoginFindings.CleartextOffered).Severity);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clear_text_is_offered_beside_tls(bool withCapa)
    {
        await using var fake = new FakePop3 { Tls = FakeTls.Healthy(), Capabilities = s => s.Encrypted ? ["UIDL", "USER"] : ["UIDL", "STLS", "USER"] }.Start();
        if (!withCapa)
        {
            fake.Commands.Remove("CAPA");
            fake.Commands["USER"] = (s, _) => s.LineAsync("+OK");
        }

        Assert.True((await Examined.RunAsync(fake)).Has(LoginFindings.CleartextOffered));
    }

    [Fact]
    public async Task A_server_that_takes_passwords_inside_tls_only_offers_no_clear_text()
    {
        await using var fake = new FakePop3 { Tls = FakeTls.Healthy() }.Start();

        Assert.False((await Examined.LoggedInAsync(fake)).Has(LoginFindings.CleartextOffered));
    }

    [Theory]
    [InlineData("-ERR [AUTH] authentication failed")]
    [InlineData("-ERR unknown mechanism")]
    [InlineData("")]
    public async Task A_promised_mechanism_that_fails(string refusal)
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER", "SASL PLAIN CRAM-MD5"] }.Start();
        fake.Commands["AUTH"] = async (s, argument) =>
        {
            if (argument.StartsWith("PLAIN", StringComparison.Ordinal))
            {
                await FakePop3.HealthyAsync(s, "AUTH", argument);
                return;
            }

            if (refusal.Contains("AUTH", StringComparison.Ordinal))
            {
                await s.LineAsync("+ PDE4OTZAZXhhbXBsZS5jb20+");
                await s.ReadLineAsync();
            }

            if (refusal.Length == 0)
            {
                s.Close();
                return;
            }

            await s.LineAsync(refusal);
        };

        var report = await Examined.LoggedInAsync(fake);

        Examined.Only(report, LoginFindings.MechanismFails);
        Assert.Contains("CRAM-MD5", report.Findings.Single(f => f.Kind == LoginFindings.MechanismFails).SeenText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-ERR [AUTH] authentication failed")]
    [InlineData("-ERR authentication failed")]
    [InlineData("-ERR unknown command")]
    public async Task The_best_promised_mechanism_fails_and_another_works(string refusal)
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER", "SASL SCRAM-SHA-256"] }.Start();
        fake.Commands["AUTH"] = (s, _) => s.LineAsync(refusal);

        Examined.Only(await Examined.LoggedInAsync(fake), LoginFindings.MechanismFails);
    }

    [Fact]
    public async Task User_and_pass_fail_where_a_mechanism_works()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["PASS"] = (s, _) => s.LineAsync("-ERR [AUTH] no");

        Examined.Only(await Examined.LoggedInAsync(fake), LoginFindings.MechanismFails);
    }

    [Fact]
    public async Task A_timestamp_without_apop_is_worth_a_word_only()
    {
        await using var fake = new FakePop3 { Greeting = "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>" }.Start();

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Fact]
    public async Task Apop_that_refuses_the_right_password()
    {
        await using var fake = new FakePop3 { Greeting = "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>" }.Start();
        fake.Commands["APOP"] = (s, _) => s.LineAsync("-ERR [AUTH] authentication failed");

        Assert.True((await Examined.LoggedInAsync(fake)).Has(LoginFindings.MechanismFails));
    }

    [Fact]
    public async Task The_mailbox_fails_after_the_login_was_accepted()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["STAT"] = (s, _) => s.LineAsync("-ERR [SYS/TEMP] cannot open the mailbox");

        Examined.Only(await Examined.LoggedInAsync(fake), LoginFindings.OkTooEarly);
    }

    [Theory]
    [InlineData("-ERR [SYS/TEMP] the mailbox does not open\r\n")]
    [InlineData("")]
    public async Task The_server_takes_its_word_back_after_the_login(string behind)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["AUTH"] = async (s, _) =>
        {
            await s.LineAsync("+ ");
            await s.ReadLineAsync();
            await s.RawAsync("+OK logged in\r\n");
            await s.RawAsync(behind);
            s.Close();
        };
        fake.Commands["PASS"] = async (s, _) =>
        {
            await s.RawAsync("+OK logged in\r\n");
            await s.RawAsync(behind);
            s.Close();
        };

        Examined.Only(await Examined.LoggedInAsync(fake), LoginFindings.OkTooEarly);
    }

    [Theory]
    [InlineData("USER")]
    [InlineData("PASS")]
    public async Task Users_that_can_be_told_apart_by_words(string where)
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER"] }.Start();
        fake.Commands[where] = (s, argument) => (where == "USER" ? argument : s.User) == "ann"
            ? FakePop3.HealthyAsync(s, where, argument)
            : s.LineAsync("-ERR no such user");

        var report = await Examined.LoggedInAsync(fake);

        Assert.True(report.Has(LoginFindings.UsersTold));
        Assert.DoesNotContain(report.Findings, f => f.Severity != Severity.Info && f.Kind != LoginFindings.UsersTold);
    }

    [Fact]
    public async Task Users_that_can_be_told_apart_by_time()
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER"] }.Start();
        fake.Commands["PASS"] = async (s, argument) =>
        {
            await s.SilenceAsync(s.User == "ann" && argument != "secret" ? 0.8 : 0);
            await FakePop3.HealthyAsync(s, "PASS", argument);
        };

        Assert.True((await Examined.LoggedInAsync(fake)).Has(LoginFindings.UsersTold));
    }

    [Fact]
    public async Task A_pause_that_grows_with_each_failure_tells_nobody_apart()
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER"] }.Start();
        var failures = 0;
        fake.Commands["PASS"] = async (s, argument) =>
        {
            if (argument != "secret")
            {
                await s.SilenceAsync(0.05 * Math.Pow(3, failures++));
            }

            await FakePop3.HealthyAsync(s, "PASS", argument == "secret" ? argument : "wrong");
        };

        var report = await Examined.LoggedInAsync(fake);

        Assert.False(report.Has(LoginFindings.UsersTold));
    }

    [Fact]
    public async Task Monitoring_makes_no_failed_login()
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER"] }.Start();

        Examined.NothingWrong(await Examined.LoggedInAsync(fake, o => o with { Monitoring = true }));

        Assert.All(fake.Received.Where(r => r.Line.StartsWith("PASS", StringComparison.Ordinal)), r => Assert.Equal("PASS secret", r.Line));
    }

    [Fact]
    public async Task A_healthy_server_sees_one_failed_login()
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER"] }.Start();

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));

        var names = fake.Received.Where(r => r.Line.StartsWith("USER ", StringComparison.Ordinal)).ToDictionary(r => r.Connection, r => r.Line[5..]);
        Assert.Single(fake.Received, r => r.Line.StartsWith("PASS ", StringComparison.Ordinal) && r.Line != "PASS secret" && names[r.Connection] == "ann");
    }

    [Fact]
    public async Task A_login_that_takes_long()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["AUTH"] = async (s, argument) =>
        {
            await s.SilenceAsync(0.5);
            await FakePop3.HealthyAsync(s, "AUTH", argument);
        };

        var report = await Examined.LoggedInAsync(fake, o => o with { Thresholds = o.Thresholds with { SlowLogin = TimeSpan.FromSeconds(0.4) } });

        Examined.Only(report, LoginFindings.Slow);
    }

    [Fact]
    public async Task A_lock_that_lingers_for_a_moment_after_each_session_is_no_fault()
    {
        await using var fake = new FakePop3().Start();
        var last = 0L;
        fake.Commands["QUIT"] = async (s, argument) =>
        {
            last = s.LoggedIn ? TimeProvider.System.GetTimestamp() : last;
            await FakePop3.HealthyAsync(s, "QUIT", argument);
        };
        fake.Commands["AUTH"] = (s, argument) => last != 0 && TimeProvider.System.GetElapsedTime(last) < TimeSpan.FromSeconds(0.5)
            ? s.LineAsync("-ERR [IN-USE] locked")
            : FakePop3.HealthyAsync(s, "AUTH", argument);

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Fact]
    public async Task A_promised_delay_between_logins_is_no_fault()
    {
        await using var fake = new FakePop3 { Capabilities = s => [.. FakeCommands.Capabilities(s), "LOGIN-DELAY 900"] }.Start();
        var logins = 0;
        fake.Commands["AUTH"] = (s, argument) => logins++ > 0 ? s.LineAsync("-ERR [LOGIN-DELAY] too soon") : FakePop3.HealthyAsync(s, "AUTH", argument);
        fake.Commands["PASS"] = (s, argument) => s.LineAsync("-ERR [LOGIN-DELAY] too soon");

        var report = await Examined.LoggedInAsync(fake);

        Examined.NothingWrong(report);
        Assert.Equal(1, logins);
    }

    [Fact]
    public Task A_delay_between_logins_that_nobody_promised() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        var logins = 0;
        fake.Commands["AUTH"] = (s, argument) => logins++ > 0 ? s.LineAsync("-ERR [LOGIN-DELAY] too soon") : FakePop3.HealthyAsync(s, "AUTH", argument);
        fake.Commands["PASS"] = (s, argument) => s.LineAsync("-ERR [LOGIN-DELAY] too soon");

        Examined.Only(await Examined.LoggedInAsync(fake, o => o with { Timeout = TimeSpan.FromSeconds(2) }), LoginFindings.Delay);
    });

    [Fact]
    public Task A_lock_that_stays_after_the_session_is_over() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        var logins = 0;
        fake.Commands["AUTH"] = (s, argument) => logins++ > 0 ? s.LineAsync("-ERR [IN-USE] the maildrop is locked") : FakePop3.HealthyAsync(s, "AUTH", argument);
        fake.Commands["PASS"] = (s, argument) => s.LineAsync("-ERR [IN-USE] the maildrop is locked");

        Examined.Only(await Examined.LoggedInAsync(fake, o => o with { Timeout = TimeSpan.FromSeconds(2) }), LoginFindings.Locked);
    });

    [Fact]
    public async Task Where_the_login_fails_the_rest_is_a_step_and_no_finding()
    {
        await using var fake = new FakePop3().Start();

        var report = await Examined.RunAsync(fake, o => o with { User = "ann", Password = new Protocol.Sasl.Secret("wrong"u8) });

        Examined.Only(report, LoginFindings.Refused);
        Assert.Contains(report.Steps, s => !s.Ok && s.Name.Contains("needs a login", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_is_not_sent_where_it_could_be_read()
    {
        await using var fake = new FakePop3().Start();
        // Reached under an address of this machine that is not loopback's: where it has none there is nothing to try.
        if (Array.Find(System.Net.Dns.GetHostAddresses(System.Net.Dns.GetHostName()), a => !System.Net.IPAddress.IsLoopback(a)) is not { } address)
        {
            return;
        }

        await using var open = new FakePop3(address.ToString()).Start();
        var report = await Examined.RunAsync(new Target(address.ToString(), open.Port), null, o => o with { User = "ann", Password = new Protocol.Sasl.Secret("secret"u8), Resolve = (_, _) => Task.FromResult(new[] { address }) });

        Assert.DoesNotContain(open.Received, r => r.Line.StartsWith("PASS", StringComparison.Ordinal) || r.Line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.True(report.Has(LoginFindings.CleartextOffered));
        Assert.Equal(Severity.Warning, report.Findings.Single(f => f.Kind == LoginFindings.CleartextOffered).Severity);
    }
}
