using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Restante.Contracts;
using Restante.EndToEnd.Servers;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Server.Auth.Sources.Ldap;
using Restante.Server.Config;
using Restante.Server.Stores;

namespace Restante.EndToEnd.Auth.Sources.Ldap;

/// <summary>The verifier alone, against OpenLDAP.</summary>
public sealed class LdapVerifierTests(SlapdFixture fixture) : IClassFixture<SlapdFixture>
{
    private const string ByUidOrMail = "(|(uid={user})(mail={user}))";

    private SlapdServer Slapd => fixture.Server;

    [Fact]
    public Task The_contract_holds_by_pattern() => PasswordVerifierContract.HoldsAsync(Open(ByPattern(Slapd.Plain)), "ann", SlapdServer.Password);

    [Fact]
    public Task The_contract_holds_by_search_account() => PasswordVerifierContract.HoldsAsync(Open(BySearch(Slapd.Plain)), "ann", SlapdServer.Password);

    [Fact]
    public Task The_contract_holds_by_anonymous_search() =>
        PasswordVerifierContract.HoldsAsync(Open(BySearch(Slapd.Plain) with { SearchDn = "", SearchPasswordFile = "" }), "ann", SlapdServer.Password);

    [Fact]
    public Task The_contract_holds_over_StartTLS() =>
        PasswordVerifierContract.HoldsAsync(Open(BySearch(Slapd.Plain) with { StartTls = true, Authorities = Slapd.Authority }), "ann", SlapdServer.Password);

    [Fact]
    public Task The_contract_holds_over_TLS() =>
        PasswordVerifierContract.HoldsAsync(Open(ByPattern(Slapd.Tls) with { Authorities = Slapd.Authority }), "ann", SlapdServer.Password);

    [Fact]
    public Task The_contract_holds_over_a_Unix_socket() => PasswordVerifierContract.HoldsAsync(Open(BySearch(Slapd.Unix)), "ann", SlapdServer.Password);

    [Theory]
    [InlineData("ANN", "ann")]
    [InlineData("ann@example.com", "ann")]
    [InlineData("Ann@EXAMPLE.com", "ann")]
    public async Task Whatever_a_user_calls_herself_the_mailbox_has_one_name(string typed, string name)
    {
        Assert.Equal(new PasswordVerdict.Right(name), await TryAsync(BySearch(Slapd.Plain), typed));
        Assert.True(MailboxName.TryParse(typed, out var mailbox));
        Assert.Equal(name, await Open(BySearch(Slapd.Plain)).FindAsync(mailbox, default));
    }

    [Fact]
    public async Task By_pattern_too()
    {
        Assert.Equal(new PasswordVerdict.Right("ann"), await TryAsync(ByPattern(Slapd.Plain), "ANN"));
        Assert.Equal(new PasswordVerdict.Right("ann"), await TryAsync(ByPattern(Slapd.Plain), " ann"));
        Assert.Equal(new PasswordVerdict.Right("ANN"), await TryAsync(ByPattern(Slapd.Plain) with { NameAttribute = "" }, "ANN"));
        Assert.Equal(new PasswordVerdict.Right("ann"), await TryAsync(ByPattern(Slapd.Plain) with { BindDn = "uid={local},ou=people,dc=example,dc={domain}" }, "ann@com"));
        Assert.IsType<PasswordVerdict.Unknown>(await TryAsync(ByPattern(Slapd.Plain) with { BindDn = "uid={local},ou=people,dc=example,dc={domain}" }, "ann"));
    }

    [Theory]
    [InlineData("nobody", typeof(PasswordVerdict.Unknown))]
    [InlineData("both@example.com", typeof(PasswordVerdict.Unknown))]
    [InlineData("dan", typeof(PasswordVerdict.Closed))]
    [InlineData("eve", typeof(PasswordVerdict.Closed))]
    [InlineData("fay", typeof(PasswordVerdict.Closed))]
    [InlineData("gus", typeof(PasswordVerdict.Wrong))]
    public async Task What_makes_no_login(string user, Type verdict)
    {
        Assert.IsType(verdict, await TryAsync(BySearch(Slapd.Plain), user));
        if (!user.Contains('@', StringComparison.Ordinal))
        {
            Assert.IsNotType<PasswordVerdict.Right>(await TryAsync(ByPattern(Slapd.Plain), user));
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("a*")]
    [InlineData("ann)(uid=*")]
    [InlineData("*)(|(uid=*")]
    [InlineData("\\2a")]
    public async Task No_name_is_syntax_in_a_filter(string user)
    {
        Assert.IsType<PasswordVerdict.Unknown>(await TryAsync(BySearch(Slapd.Plain) with { Filter = "(uid={user})" }, user));
        Assert.IsType<PasswordVerdict.Unknown>(await TryAsync(BySearch(Slapd.Plain) with { Filter = "(&(uid=ann)(uid={user}))" }, user));
    }

    [Theory]
    [InlineData("ann,ou=people,dc=example,dc=com")]
    [InlineData("ann+cn=ann")]
    [InlineData("#616e6e")]
    public async Task No_name_is_syntax_in_a_DN(string user) =>
        Assert.IsType<PasswordVerdict.Unknown>(await TryAsync(ByPattern(Slapd.Plain), user));

    [Fact]
    public async Task What_the_operator_got_wrong_is_an_outage_and_no_wrong_password()
    {
        var wrong = Slapd.SearchPasswordFile + ".wrong";
        await File.WriteAllTextAsync(wrong, "not it\n");
        Assert.Contains("may not search", await DownAsync(BySearch(Slapd.Plain) with { SearchPasswordFile = wrong }), StringComparison.Ordinal);
        Assert.Contains("no password", await DownAsync(BySearch(Slapd.Plain) with { SearchPasswordFile = "/dev/null" }), StringComparison.Ordinal);
        Assert.Contains("searching below ou=nowhere", await DownAsync(BySearch(Slapd.Plain) with { Base = "ou=nowhere,dc=example,dc=com" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_passed_over()
    {
        var gone = $"ldap://127.0.0.1:{FreePorts.Take(1)[0]}";
        Assert.Equal(new PasswordVerdict.Right("ann"), await TryAsync(ByPattern(gone, Slapd.Plain), "ann"));
        Assert.Contains(gone, await DownAsync(ByPattern(gone)), StringComparison.Ordinal);
    }

    /// <summary>With the decoy's entry, whose password is hashed as theirs; hardly anything but the hash takes time here.</summary>
    [Fact]
    public async Task A_stranger_takes_as_long_as_a_wrong_password()
    {
        var source = Open(BySearch(Slapd.Plain) with { Base = "ou=people,dc=example,dc=com" });
        Assert.IsType<PasswordVerdict.Wrong>(await PasswordVerifierContract.TryAsync(source, "hal", "wrong"));


        // What can be told by the time can be told again: a machine that was busy at the wrong moment is not, three times in a row.
        var ratios = new List<double>();
        while (ratios.Count < 3 && (ratios.Count == 0 || ratios[^1] is <= 0.6 or >= 1.7))
        {
            ratios.Add(await RatioAsync(source));
        }

        Assert.True(ratios[^1] is > 0.6 and < 1.7, $"a stranger takes {string.Join(", ", ratios.Select(r => r.ToString("0.00", CultureInfo.InvariantCulture)))} of the time of a wrong password");
    }

    private static async Task<double> RatioAsync(LdapVerifier source)
    {
        var (wrong, stranger) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < 7; i++)
        {
            wrong.Add(await TimeAsync(source, "hal"));
            stranger.Add(await TimeAsync(source, "stranger"));
        }

        return Median(stranger) / Median(wrong);
    }

    private static async Task<TimeSpan> TimeAsync(LdapVerifier source, string user)
    {
        var watch = Stopwatch.StartNew();
        Assert.IsNotType<PasswordVerdict.Right>(await PasswordVerifierContract.TryAsync(source, user, "wrong"));
        return watch.Elapsed;
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static LdapVerifier Open(LdapOptions options) => new(options, TimeProvider.System, NullLogger.Instance);

    private static Task<PasswordVerdict> TryAsync(LdapOptions options, string user) =>
        PasswordVerifierContract.TryAsync(Open(options), user, SlapdServer.Password);

    private static async Task<string> DownAsync(LdapOptions options) =>
        (await Assert.ThrowsAsync<CredentialStoreException>(() => TryAsync(options, "ann"))).Message;

    private static LdapOptions ByPattern(params string[] uris) => new() { Uris = LdapUris.Of(uris), BindDn = SlapdServer.Pattern };

    private LdapOptions BySearch(params string[] uris) => new()
    {
        Uris = LdapUris.Of(uris),
        Base = "dc=example,dc=com",
        Filter = ByUidOrMail,
        SearchDn = SlapdServer.SearchDn,
        SearchPasswordFile = Slapd.SearchPasswordFile,
    };
}
