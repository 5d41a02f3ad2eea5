using Restante.Protocol.Sasl;

namespace Restante.Unit.Protocol.Sasl;

public sealed class SecretTests
{
    [Fact]
    public void A_secret_is_zeroed_when_it_is_disposed()
    {
        var secret = new Secret("secret"u8);
        Assert.True(secret.Octets.SequenceEqual("secret"u8));
        secret.Dispose();
        Assert.Equal(6, secret.Octets.Length);
        Assert.Equal(-1, secret.Octets.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_secret_is_a_copy()
    {
        var octets = "secret"u8.ToArray();
        using var secret = new Secret(octets);
        octets.AsSpan().Clear();
        Assert.True(secret.Octets.SequenceEqual("secret"u8));
    }

    [Fact]
    public void A_secret_does_not_print_itself()
    {
        using var secret = new Secret("secret"u8);
        Assert.Equal("****", secret.ToString());
        Assert.Equal("****", $"{secret}");
        Assert.DoesNotContain("secret", new SaslStep.CheckPassword("ann", secret).ToString(), StringComparison.Ordinal);
    }
}
