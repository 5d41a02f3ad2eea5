using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Restante.Contracts;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Server.Auth.Sources.Ldap;
using Restante.Server.Config;

namespace Restante.EndToEnd.Auth.Sources.Ldap;

/// <summary>A password goes to the right directory or to none.</summary>
public sealed class LdapTlsTests
{
    /// <summary>An ExtendedResponse to message 1: success (RFC 4511 §4.12).</summary>
    private static readonly byte[] StartTlsDone = [0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_of_somebody_else_is_refused_before_the_password_is_sent(bool startTls)
    {
        await using var slapd = await SlapdServer.StartAsync("127.0.0.1");
        await RefusedAsync(slapd, Options(slapd, startTls) with { Authorities = slapd.OtherAuthority });
        await RefusedAsync(slapd, Options(slapd, startTls) with { Authorities = "" });
    }

    [Theory]
    [InlineData(true, "ldap.example.com")]
    [InlineData(false, "ldap.example.com")]
    [InlineData(true, "127.0.0.2")]
    [InlineData(false, "127.0.0.2")]
    public async Task A_certificate_for_another_name_is_refused_before_the_password_is_sent(bool startTls, string name)
    {
        await using var slapd = await SlapdServer.StartAsync(name);
        await RefusedAsync(slapd, Options(slapd, startTls));
    }

    [Fact]
    public async Task Trust_is_not_what_another_login_was_told()
    {
        await using var slapd = await SlapdServer.StartAsync("127.0.0.1");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(new PasswordVerdict.Right("ann"), await TryAsync(Options(slapd, startTls: true)));
            await Assert.ThrowsAsync<CredentialStoreException>(() => TryAsync(Options(slapd, startTls: true) with { Authorities = slapd.OtherAuthority }));
            Assert.Equal(new PasswordVerdict.Right("ann"), await TryAsync(Options(slapd, startTls: false)));
        }
    }

    [Theory]
    [InlineData("ldap")]
    [InlineData("ldap+starttls")]
    [InlineData("ldaps")]
    public async Task A_server_that_says_nothing_is_given_up_in_time(string way)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new LdapOptions
        {
            Uris = LdapUris.Of($"{way.Split('+')[0]}://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"),
            StartTls = way == "ldap+starttls",
            BindDn = SlapdServer.Pattern,
            Timeout = TimeSpan.FromSeconds(1),
        };
        // That it was the limit, and not the guard a second behind it, the words say: but a busy machine may be as late as that.
        Assert.True(await AnyAsync(async () =>
        {
            var watch = Stopwatch.StartNew();
            var down = await Assert.ThrowsAsync<CredentialStoreException>(() => TryAsync(options));
            Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(60));
            return !down.Message.Contains("no answer for", StringComparison.Ordinal);
        }));
    }

    /// <summary>libldap's own limit does not end this: see LdapSocket.</summary>
    [Fact]
    public async Task A_server_that_falls_silent_in_the_handshake_is_given_up_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new LdapOptions
        {
            Uris = LdapUris.Of($"ldap://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"),
            StartTls = true,
            BindDn = SlapdServer.Pattern,
            Timeout = TimeSpan.FromSeconds(1),
        };
        Assert.True(await AnyAsync(async () =>
        {
            var trying = Assert.ThrowsAsync<CredentialStoreException>(() => TryAsync(options));
            using var client = await silent.AcceptTcpClientAsync();
            await client.GetStream().ReadExactlyAsync(new byte[16]);
            await client.GetStream().WriteAsync(StartTlsDone);
            return (await trying).Message.EndsWith("no answer in time", StringComparison.Ordinal);
        }));
    }

    /// <summary>It holds at least once in three times.</summary>
    private static async Task<bool> AnyAsync(Func<Task<bool>> holds) => await holds() || await holds() || await holds();

    private static async Task RefusedAsync(SlapdServer slapd, LdapOptions options)
    {
        await Assert.ThrowsAsync<CredentialStoreException>(() => TryAsync(options));
        Assert.DoesNotContain("BIND", slapd.Output, StringComparison.Ordinal);
    }

    private static LdapOptions Options(SlapdServer slapd, bool startTls) => new()
    {
        Uris = LdapUris.Of(startTls ? slapd.Plain : slapd.Tls),
        StartTls = startTls,
        BindDn = SlapdServer.Pattern,
        Authorities = slapd.Authority,
    };

    private static Task<PasswordVerdict> TryAsync(LdapOptions options) =>
        PasswordVerifierContract.TryAsync(new LdapVerifier(options, TimeProvider.System, NullLogger.Instance), "ann", SlapdServer.Password);
}
