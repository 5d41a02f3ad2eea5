using System.Text;
using Restante.Protocol.Sasl;
using Restante.Server.Sessions;

namespace Restante.Unit.Server.Sessions;

public sealed class FailedTriesTests
{
    private readonly FailedTries _tries = new();

    [Fact]
    public void The_same_wrong_password_counts_once()
    {
        Assert.False(Password("PLAIN", "typo"));
        Assert.True(Password("LOGIN", "typo"));
        Assert.True(Password("USER", "typo"));
        Assert.False(Password("USER", "another"));
        Assert.False(Password("USER", "typo", user: "bob"));
        Assert.Equal(5, _tries.Count);
    }

    [Fact]
    public void One_typo_through_all_mechanisms_counts_once()
    {
        // MailKit's order.
        Assert.False(Proof("APOP"));
        Assert.True(Proof("SCRAM-SHA-256"));
        Assert.True(Proof("SCRAM-SHA-1"));
        Assert.True(Proof("DIGEST-MD5"));
        Assert.True(Proof("CRAM-MD5"));
        Assert.True(Password("PLAIN", "typo"));
        Assert.True(Password("LOGIN", "typo"));
        Assert.True(Password("USER", "typo"));
    }

    [Fact]
    public void A_mechanism_for_the_second_time_is_another_password()
    {
        Assert.False(Proof("SCRAM-SHA-256"));
        Assert.False(Proof("SCRAM-SHA-256"));
        Assert.True(Proof("CRAM-MD5"));
        Assert.False(Proof("CRAM-MD5"));
    }

    [Fact]
    public void Another_user_is_another_password()
    {
        Assert.False(Proof("SCRAM-SHA-256"));
        Assert.False(Proof("CRAM-MD5", user: "bob"));
    }

    [Fact]
    public void Passwords_that_are_seen_to_differ_are_different_whatever_the_mechanism()
    {
        Assert.False(Password("PLAIN", "one"));
        Assert.False(Password("LOGIN", "two"));
        Assert.False(Password("USER", "three"));
    }

    private bool Proof(string mechanism, string user = "ann") => _tries.Add(user, mechanism, null);

    private bool Password(string mechanism, string password, string user = "ann")
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        return _tries.Add(user, mechanism, secret);
    }
}
