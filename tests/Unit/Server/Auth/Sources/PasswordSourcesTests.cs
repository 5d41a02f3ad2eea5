using System.Text;
using Restante.Contracts;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.Sources;

public sealed class PasswordSourcesTests : IDisposable
{
    private readonly FixedCredentials _file = new();
    private readonly FixedVerifier _pam = new("pam", ("ben", "of pam"), ("cat", "of pam"));
    private readonly FixedVerifier _ldap = new("ldap", ("cat", "of ldap"), ("dan", "of ldap"));
    private readonly Authenticator _authenticator;

    public PasswordSourcesTests()
    {
        _file.Add("ann", "of the file");
        _file.Add("ben", "of the file");
        _authenticator = new Authenticator(_file, Throttle.Standard(new ManualTime()), new byte[ProofSecrets.KeyLength], sources: new PasswordSources([_pam, _ldap]));
    }

    public void Dispose() => _authenticator.Dispose();

    [Theory]
    [InlineData("ann", "of the file")]
    [InlineData("ben", "of the file")]
    [InlineData("cat", "of pam")]
    [InlineData("dan", "of ldap")]
    public async Task The_first_source_that_knows_the_user_lets_in(string user, string password) =>
        Assert.Equal(user, Assert.IsType<LoginOutcome.Accepted>(await Check(user, password)).Mailbox.Value);

    [Theory]
    [InlineData("ben", "of pam", "wrong password")]
    [InlineData("cat", "of ldap", "wrong password")]
    [InlineData("dan", "of pam", "wrong password")]
    [InlineData("eve", "of ldap", "unknown user")]
    [InlineData("../dan", "of ldap", "unknown user")]
    public async Task A_later_source_does_not_overrule_it(string user, string password, string reason) =>
        Assert.Equal(new LoginOutcome.Rejected(reason), await Check(user, password));

    [Fact]
    public async Task Users_of_the_file_log_in_while_the_others_are_down()
    {
        _pam.Down = _ldap.Down = true;
        Assert.IsType<LoginOutcome.Accepted>(await Check("ann", "of the file"));
        Assert.Equal(0, _pam.Asked);
    }

    [Fact]
    public async Task A_source_that_is_down_is_no_wrong_password_and_is_not_passed_over()
    {
        _pam.Down = true;
        Assert.Equal(new LoginOutcome.Unavailable("pam: connection refused"), await Check("dan", "of ldap"));
        Assert.Equal(0, _ldap.Asked);
    }

    [Fact]
    public Task The_source_of_the_tests_keeps_the_contract_of_the_real_ones() =>
        PasswordVerifierContract.HoldsAsync(_ldap, "dan", "of ldap");

    [Fact]
    public void Proofs_are_not_offered_where_a_source_could_not_check_them()
    {
        Assert.Equal(SecretUses.Comparison, _authenticator.Uses);
        using var alone = new Authenticator(_file, Throttle.Standard(new ManualTime()), new byte[ProofSecrets.KeyLength], sources: PasswordSources.None);
        Assert.True(alone.Uses.HasFlag(SecretUses.Plain));
    }

    [Theory]
    [InlineData("dan", "of ldap", 0)]
    [InlineData("dan", "wrong", 1)]
    [InlineData("eve", "wrong", 1)]
    [InlineData("../dan", "wrong", 1)]
    public async Task A_wrong_password_costs_the_hash_that_a_stranger_costs(string user, string password, int hashes)
    {
        var nobody = new CountingDecoy();
        using var authenticator = new Authenticator(nobody, Throttle.Standard(new ManualTime()), new byte[ProofSecrets.KeyLength], sources: new PasswordSources([_ldap]));
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        await authenticator.CheckAsync(user, secret, null, secure: true, CancellationToken.None);
        Assert.Equal(hashes, nobody.Taken);
    }

    /// <summary>No users; counts how often somebody wants its decoy.</summary>
    private sealed class CountingDecoy : ICredentialStore
    {
        public int Taken { get; private set; }

        public PasswordHash Decoy
        {
            get
            {
                Taken++;
                return PasswordHash.DefaultDecoy;
            }
        }

        public SecretUses Uses => SecretUses.None;

        public ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation) => ValueTask.FromResult<Credential?>(null);
    }

    private async Task<LoginOutcome> Check(string user, string password)
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        return await _authenticator.CheckAsync(user, secret, null, secure: true, CancellationToken.None);
    }
}
