using System.Text;
using System.Text.Json.Nodes;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Secrets;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Auth.Sources.Ldap;

/// <summary>Logins by POP3, and mail for users of a directory: the whole way, with the real executable.</summary>
public sealed class LdapServerTests
{
    private static readonly SecretSearch Canary = new("canary4711");

    [Fact]
    public async Task A_user_of_the_directory_logs_in_and_nobody_else()
    {
        await using var slapd = await SlapdServer.StartAsync();
        await using var server = await StartAsync(BySearch(slapd, slapd.Plain));

        Assert.StartsWith("+OK", await PassAsync(server, "ann", SlapdServer.Password), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await PlainAsync(server, "ann", SlapdServer.Password), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await PlainAsync(server, "Ann@Example.com", SlapdServer.Password), StringComparison.Ordinal);
        var wrong = await PassAsync(server, "ann", "wrong-canary4711");
        Assert.StartsWith("-ERR [AUTH]", wrong, StringComparison.Ordinal);
        Assert.Equal(wrong, await PlainAsync(server, "nobody", "wrong-canary4711"));
        Assert.StartsWith("-ERR", await PlainAsync(server, "ann", ""), StringComparison.Ordinal);
        Assert.StartsWith("-ERR", await PassAsync(server, "ann", ""), StringComparison.Ordinal);
        Assert.Equal(wrong, await PlainAsync(server, "both@example.com", SlapdServer.Password));
        await using var file = await server.LoginAsync(server.NextUser());

        Assert.Contains("reason=\"unknown user\"", await LoginFailedAsync(server, "nobody"), StringComparison.Ordinal);
        Assert.Contains("reason=\"wrong password\"", await LoginFailedAsync(server, "ann"), StringComparison.Ordinal);
        await HasLineAsync(server, "entry-unusable user=both@example.com reason=\"the filter finds more than one entry\"");
        Assert.Empty(Canary.In(server.Output + slapd.Output));
        Assert.DoesNotContain(SlapdServer.SearchPassword, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("source-down", server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_name_is_syntax(bool searching)
    {
        await using var slapd = await SlapdServer.StartAsync();
        await using var server = await StartAsync(searching ? BySearch(slapd, slapd.Plain) : ByPattern(slapd.Plain));
        foreach (var name in new[] { "*", "ann)(uid=*", "*)(uid=*))(|(uid=*", "ann,ou=people,dc=example,dc=com", "ann+uid=ann", "#616e6e" })
        {
            Assert.StartsWith("-ERR [AUTH]", await PlainAsync(server, name, SlapdServer.Password), StringComparison.Ordinal);
        }

        Assert.StartsWith("+OK", await PlainAsync(server, "ann", SlapdServer.Password), StringComparison.Ordinal);
        Assert.DoesNotContain("source-down", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_down_is_temporary_trouble_and_said_once()
    {
        await using var slapd = await SlapdServer.StartAsync();
        await using var server = await StartAsync(ByPattern(slapd.Plain));
        Assert.StartsWith("+OK", await PlainAsync(server, "ann", SlapdServer.Password), StringComparison.Ordinal);

        await slapd.StopAsync();
        for (var i = 0; i < 4; i++)
        {
            Assert.StartsWith("-ERR [SYS/TEMP]", await PlainAsync(server, "ann", SlapdServer.Password), StringComparison.Ordinal);
        }

        await using var file = await server.LoginAsync(server.NextUser());
        await slapd.StartAgainAsync();
        await Eventually.TrueAsync(
            async () => (await PlainAsync(server, "ann", SlapdServer.Password)).StartsWith("+OK", StringComparison.Ordinal), Eventually.Limit, "a login again");

        await Eventually.TrueAsync(() => Task.FromResult(Lines(server, "source-up").Count > 0), Eventually.Limit, "the record that it is back");
        Assert.Single(Lines(server, "source-down"));
        Assert.Contains($"source=ldap reason=\"{slapd.Plain}: Connection refused", server.Output, StringComparison.Ordinal);
        Assert.Single(Lines(server, "source-up"));
    }

    /// <summary>What an operator's ldap.conf allows to ldapsearch must not loosen what the server demands.</summary>
    [Fact]
    public async Task Trust_is_not_taken_from_the_environment()
    {
        await using var slapd = await SlapdServer.StartAsync();
        var careless = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LDAPTLS_REQCERT"] = "never",
            ["LDAPTLS_CACERT"] = slapd.Authority,
            ["LDAPNETWORK_TIMEOUT"] = "1",
            ["LDAPREFERRALS"] = "on",
        };
        await using var wrong = await StartAsync(ByPattern(slapd.Tls, slapd.OtherAuthority), careless);
        Assert.StartsWith("-ERR [SYS/TEMP]", await PlainAsync(wrong, "ann", SlapdServer.Password), StringComparison.Ordinal);
        Assert.DoesNotContain("BIND", slapd.Output, StringComparison.Ordinal);

        await using var right = await StartAsync(ByPattern(slapd.Tls, slapd.Authority), careless);
        Assert.StartsWith("+OK", await PlainAsync(right, "ann", SlapdServer.Password), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_goes_to_the_mailbox_that_the_directory_names()
    {
        await using var slapd = await SlapdServer.StartAsync();
        await using var server = await StartAsync(BySearch(slapd, slapd.Plain));
        foreach (var (name, code) in new[] { ("ann", 0), ("ANN@example.com", 0), (server.NextUser().Name, 0), ("nobody", 67), ("*", 67), ("both@example.com", 67), ("dan", 67) })
        {
            var run = await server.RunVerbAsync(["deliver", "--user", name], MailCorpus.Small(1));
            Assert.True(run.ExitCode == code, $"{name}: {run}");
        }

        await using var session = await server.ConnectAsync();
        await session.SendAsync(Encoding.UTF8.GetBytes($"USER ann\r\nPASS {SlapdServer.Password}\r\n"));
        await session.ReadLineAsync();
        await session.ReadLineAsync();
        Assert.StartsWith("+OK 2 ", await session.CommandAsync("STAT"), StringComparison.Ordinal);

        await slapd.StopAsync();
        var later = await server.RunVerbAsync(["deliver", "--user", "ann"], MailCorpus.Small(1));
        Assert.True(later.ExitCode == 75, later.ToString());
        Assert.Contains("Connection refused", later.Errors, StringComparison.Ordinal);
    }

    private static Task<RestanteServer> StartAsync(JsonObject ldap, IReadOnlyDictionary<string, string>? environment = null) =>
        RestanteServer.StartAsync(new RestanteOptions { Config = new JsonObject { ["users"] = new JsonObject { ["ldap"] = ldap } }.ToJsonString(), Environment = environment });

    private static JsonObject ByPattern(string uri, string ca = "") => new() { ["uri"] = new JsonArray(uri), ["bindDn"] = SlapdServer.Pattern, ["ca"] = ca };

    private static JsonObject BySearch(SlapdServer slapd, string uri) => new()
    {
        ["uri"] = new JsonArray(uri),
        ["base"] = "ou=people,dc=example,dc=com",
        ["filter"] = "(|(uid={user})(mail={user}))",
        ["searchDn"] = SlapdServer.SearchDn,
        ["searchPasswordFile"] = slapd.SearchPasswordFile,
    };

    private static async Task<string> PassAsync(RestanteServer server, string user, string password)
    {
        await using var session = await server.ConnectAsync();
        await session.ExpectOkAsync($"USER {user}");
        await session.SendAsync(Encoding.UTF8.GetBytes($"PASS {password}\r\n"));
        return await session.ReadLineAsync();
    }

    private static async Task<string> PlainAsync(RestanteServer server, string user, string password)
    {
        await using var session = await server.ConnectAsync();
        return await session.CommandAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}")));
    }

    private static async Task<string> LoginFailedAsync(RestanteServer server, string user)
    {
        await HasLineAsync(server, $"login-failed user={user} ");
        return Lines(server, $"login-failed user={user} ")[0];
    }

    /// <summary>Records are written beside the sessions, and may come a moment after the reply.</summary>
    private static Task HasLineAsync(RestanteServer server, string what) => Eventually.TrueAsync(() => Lines(server, what).Count > 0, Eventually.Limit, what);

    private static List<string> Lines(RestanteServer server, string what) =>
        [.. server.Output.Split('\n').Where(l => l.Contains($" {what}", StringComparison.Ordinal))];
}
