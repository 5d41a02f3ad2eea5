using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Transport;

/// <summary>Which certificates count and whom they name; dialogs sasl-external-* do the same through a handshake.</summary>
public sealed class ClientAuthorityTests
{
    private static readonly DateTimeOffset Now = new ManualTime().GetUtcNow();

    [Fact]
    public void A_certificate_names_users_by_its_addresses_or_by_its_common_name()
    {
        Assert.Equal(["ann", "bob"], Identify(ClientPairs.Authority, "two").Names);
        Assert.Equal(["carol"], Identify(ClientPairs.ByCommonName, "two").Names);
        Assert.Equal(["carol"], Identify(ClientPairs.ByCommonName, "nameless").Names);
    }

    [Fact]
    public void There_is_no_falling_back_from_one_to_the_other()
    {
        var identity = Identify(ClientPairs.Authority, "nameless");
        Assert.Empty(identity.Names);
        Assert.Equal("no rfc822Name in its subjectAltName", identity.Fault);
    }

    [Theory]
    [InlineData("stranger", "its issuer is not in tls.clientCa")]
    [InlineData("server", "not for clients (extended key usage)")]
    [InlineData("ended", "expired, or not valid yet")]
    public void What_does_not_count_names_nobody(string name, string why)
    {
        var identity = Identify(ClientPairs.Authority, name);
        Assert.Empty(identity.Names);
        Assert.Equal(why, identity.Fault);
    }

    [Fact]
    public void A_certificate_counts_in_its_time_alone()
    {
        Assert.Null(Identify(ClientPairs.Authority, "ann").Fault);
        Assert.Equal("expired, or not valid yet", Identify(ClientPairs.Authority, "ann", Now.AddYears(-1)).Fault);
        Assert.Null(Identify(ClientPairs.Authority, "ended", Now.AddDays(-300)).Fault);
    }

    [Fact]
    public void No_certificate_is_nobody() =>
        Assert.Null(ClientPairs.Authority.Identify(null, null, SslPolicyErrors.RemoteCertificateNotAvailable));

    private static ClientIdentity Identify(ClientAuthority authority, string name, DateTimeOffset? at = null)
    {
        var certificate = ClientPairs.Find(name)!;
        using var chain = new X509Chain { ChainPolicy = authority.Policy(at ?? Now) };
        var errors = chain.Build(certificate) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
        return authority.Identify(certificate, chain, errors)!;
    }
}
