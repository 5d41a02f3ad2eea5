using System.Net;
using System.Text;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Client.Login;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;
using Restante.EndToEnd.Check.Fakes;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Check;

/// <summary>How an examination logs in: by what, how often, and where not.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task The_best_promised_method_is_taken()
    {
        await using var fake = new FakePop3().Start();

        var (result, methods) = await LogInAsync(fake, "secret");

        Assert.Equal(LoginResult.In, result);
        Assert.Equal(["PLAIN"], methods);
    }

    [Fact]
    public async Task A_server_without_capa_gets_user_and_pass()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands.Remove("CAPA");

        var (result, methods) = await LogInAsync(fake, "secret");

        Assert.Equal(LoginResult.In, result);
        Assert.Equal(["USER/PASS"], methods);
    }

    [Fact]
    public async Task A_mechanism_that_is_not_there_costs_no_failed_login()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["AUTH"] = (s, _) => s.LineAsync("-ERR unknown mechanism");

        var (result, methods) = await LogInAsync(fake, "secret");

        Assert.Equal(LoginResult.In, result);
        Assert.Equal(["PLAIN", "USER/PASS"], methods);
    }

    /// <summary>RFC 5034 §4: 255 octets, the initial response and CRLF included.</summary>
    [Theory]
    [InlineData(175, true)]
    [InlineData(176, false)]
    public async Task An_initial_response_is_sent_where_the_server_wants_it_and_the_line_is_not_too_long_for_it(int length, bool isSent)
    {
        await using var fake = new FakePop3 { Capabilities = _ => ["SASL PLAIN"] }.Start();
        fake.Commands["AUTH"] = (s, argument) => s.LineAsync(argument.Contains(' ', StringComparison.Ordinal) ? "-ERR [AUTH] no" : "-ERR the response belongs into the line");

        await LogInAsync(fake, new string('x', length));

        Assert.Equal(isSent, fake.Received.Any(r => r.Line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal)));
        Assert.DoesNotContain(fake.Received, r => r.Line.Length + 2 > 255);
    }

    /// <summary>RFC 5034 §4: a client cancels where it cannot decode a challenge, and passes over no foreign sign.</summary>
    [Theory]
    [InlineData("+ PDFAZXhhbXBsZS5jb20+", true)]
    [InlineData("+ PDFA ZXhhbXBsZS5jb20+", false)]
    [InlineData("+  PDFAZXhhbXBsZS5jb20+", false)]
    [InlineData("+ PDFAZXhhbXBsZS5jb20", false)]
    public async Task A_challenge_that_is_not_base64_is_cancelled(string challenge, bool isAnswered)
    {
        await using var fake = new FakePop3 { Capabilities = _ => ["SASL CRAM-MD5"] }.Start();
        string? answer = null;
        fake.Commands["AUTH"] = async (s, _) =>
        {
            await s.LineAsync(challenge);
            answer = await s.ReadLineAsync();
            await s.LineAsync("-ERR [AUTH] no");
        };

        await LogInAsync(fake, "secret");

        Assert.NotNull(answer);
        Assert.Equal(isAnswered, answer != "*");
    }

    [Fact]
    public async Task A_mechanism_that_hangs_up_is_followed_by_another_in_a_new_connection()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["AUTH"] = (s, _) =>
        {
            s.Close();
            return Task.CompletedTask;
        };

        var (result, _) = await LogInAsync(fake, "secret");

        Assert.Equal(LoginResult.In, result);
    }

    [Theory]
    [InlineData("USER|SASL SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5", "-ERR [AUTH] no", 2)]
    [InlineData("USER|SASL PLAIN LOGIN CRAM-MD5", "-ERR [AUTH] no", 1)]
    [InlineData("USER|SASL PLAIN LOGIN CRAM-MD5", "-ERR login failed", 2)]
    [InlineData("USER", "-ERR login failed", 1)]
    public async Task A_wrong_password_is_few_failed_logins(string capabilities, string refusal, int most)
    {
        await using var fake = new FakePop3 { Capabilities = _ => capabilities.Split('|') }.Start();
        var failed = 0;
        fake.Commands["PASS"] = (s, _) =>
        {
            failed++;
            return s.LineAsync(refusal);
        };
        fake.Commands["AUTH"] = async (s, _) =>
        {
            await s.LineAsync("+ ");
            if (await s.ReadLineAsync() != "*")
            {
                failed++;
            }

            await s.LineAsync(refusal);
        };

        var (result, _) = await LogInAsync(fake, "wrong");

        Assert.Equal(LoginResult.Refused, result);
        Assert.InRange(failed, 1, most);
    }

    [Fact]
    public async Task A_lock_that_goes_is_waited_for()
    {
        await using var fake = new FakePop3().Start();
        var asked = 0;
        fake.Commands["AUTH"] = (s, argument) => ++asked < 3 ? s.LineAsync("-ERR [IN-USE] locked") : FakePop3.HealthyAsync(s, "AUTH", argument);

        var (result, _) = await LogInAsync(fake, "secret");

        Assert.Equal(LoginResult.In, result);
    }

    [Fact]
    public async Task A_promised_delay_is_kept()
    {
        await using var fake = new FakePop3 { Capabilities = s => [.. FakeCommands.Capabilities(s), "LOGIN-DELAY 1"] }.Start();
        using var password = new Secret("secret"u8);
        var examination = await ExamineAsync(fake, password);

        await examination.LeaveAsync(await examination.LogInAsync(default), default);
        var began = TimeProvider.System.GetTimestamp();
        await using var second = await examination.LogInAsync(default);

        Assert.True(second.IsIn);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0.9, 60);
    }

    [Fact]
    public async Task Where_the_server_wants_minutes_between_logins_one_session_serves_all()
    {
        await using var fake = new FakePop3 { Capabilities = s => [.. FakeCommands.Capabilities(s), "LOGIN-DELAY 600"] }.Start();
        using var password = new Secret("secret"u8);
        var examination = await ExamineAsync(fake, password);

        var first = await examination.LogInAsync(default);
        await examination.LeaveAsync(first, default);
        var second = await examination.LogInAsync(default);
        await using var beside = await examination.LogInAsync(default);
        await second.DisposeAsync();

        Assert.Same(first, second);
        Assert.Equal(LoginResult.Delay, beside.Decisive.Result);
    }

    [Theory]
    [InlineData("USER|SASL PLAIN", LoginResult.NoWay, "")]
    [InlineData("USER|SASL PLAIN CRAM-MD5", LoginResult.In, "CRAM-MD5")]
    public async Task A_password_goes_in_clear_text_over_no_network(string capabilities, LoginResult expected, string method)
    {
        await using var fake = new FakePop3 { Capabilities = _ => capabilities.Split('|') }.Start();
        fake.Commands["AUTH"] = async (s, _) =>
        {
            await s.LineAsync("+ " + Convert.ToBase64String("<1@example.com>"u8));
            await s.ReadLineAsync();
            await s.LineAsync("+OK");
        };
        using var password = new Secret("secret"u8);
        await using var opened = await new Opener("127.0.0.1", Examined.Timeout, TimeProvider.System, new Transcript(TimeProvider.System))
            .OpenAsync(new Way(new IPEndPoint(IPAddress.Loopback, fake.Port), Channel.Plain), default);
        var login = new Pop3Login(opened.Ready, "ann", password)
        {
            Capabilities = await CapabilitySet.AskAsync(opened.Ready, default),
            MayShowPassword = false,
        };

        var attempt = await login.RunAsync([], default);

        Assert.Equal(expected, attempt.Result);
        Assert.Equal(method, attempt.Method?.Name ?? "");
        Assert.DoesNotContain(fake.Received, r => r.Line.Contains("PASS", StringComparison.Ordinal) || r.Line.Contains("PLAIN", StringComparison.Ordinal));
    }

    private static async Task<(LoginResult Result, string[] Methods)> LogInAsync(FakePop3 fake, string password)
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        var examination = await ExamineAsync(fake, secret);
        await using var session = await examination.LogInAsync(default);
        return (session.Decisive.Result, [.. session.Attempts.Select(a => a.Method!.Name)]);
    }

    /// <summary>As far as the way in.</summary>
    private static async Task<Examination> ExamineAsync(FakePop3 fake, Secret password)
    {
        var options = new CheckOptions(new Target("127.0.0.1", fake.Port)) { User = "ann", Password = password, Timeout = Examined.Timeout };
        var examination = new Examination(options, new CheckReport(""), TimeProvider.System, new Transcript(TimeProvider.System))
        {
            BestWay = new Way(new IPEndPoint(IPAddress.Loopback, fake.Port), Channel.Plain),
        };
        await using var opened = await examination.OpenAsync(examination.BestWay, default);
        examination.BestCapabilities = await CapabilitySet.AskAsync(opened.Ready, default);
        return examination;
    }

    /// <summary>0.0.0.0 reaches this machine and is no loopback address: what goes there may be read on the way.</summary>
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public async Task A_password_goes_over_a_network_only_to_a_proven_server(bool tls, bool allowed, bool isSent)
    {
        await using var fake = new FakePop3 { Tls = tls ? FakeTls.SelfSigned() : null, Implicit = tls }.Start();

        var report = await Examined.LoggedInAsync(fake, o => o with { AllowCleartext = allowed, Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Any]), Target = new Target("pop.example.com", fake.Port) });

        Assert.Equal(isSent, fake.Received.Any(r => r.Line == "PASS secret"));
        Assert.Equal(tls, report.Has(CertificateFindings.Untrusted));
    }

    [Fact]
    public async Task A_password_goes_over_a_network_to_a_server_whose_certificate_is_good()
    {
        await using var fake = new FakePop3 { Tls = FakeTls.Healthy(), Implicit = true }.Start();

        await Examined.LoggedInAsync(fake, o => o with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Any]), Target = new Target("pop.example.com", fake.Port) });

        Assert.Contains(fake.Received, r => r.Line == "PASS secret");
    }
}
