using System.Net;
using System.Text;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth;

public sealed class AuthenticatorTests : IDisposable
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly CountingStore _store = new();
    private readonly Authenticator _authenticator;

    public AuthenticatorTests() => _authenticator = new Authenticator(_store, Throttle.Standard(new ManualTime()), new byte[ProofSecrets.KeyLength]);

    public void Dispose() => _authenticator.Dispose();

    [Fact]
    public async Task The_right_password_opens_the_users_mailbox() =>
        Assert.Equal("ann", Assert.IsType<LoginOutcome.Accepted>(await Check("ann", "secret")).Mailbox.Value);

    [Theory]
    [InlineData("ann", "wrong", "wrong password")]
    [InlineData("ann", "", "wrong password")]
    [InlineData("nobody", "secret", "unknown user")]
    [InlineData("../ann", "secret", "unknown user")]
    [InlineData("", "secret", "unknown user")]
    [InlineData("closed", "secret", "account disabled")]
    [InlineData("closed", "wrong", "wrong password")]
    [InlineData("office", "secret", "not from this address")]
    public async Task What_is_refused_is_refused_for_a_reason_and_always_costs_one_hash(string user, string password, string reason)
    {
        Assert.Equal(new LoginOutcome.Rejected(reason), await Check(user, password));
        Assert.Equal(1, _store.Verified);
    }

    [Fact]
    public async Task The_right_password_of_nobody_is_not_the_decoys() =>
        Assert.IsType<LoginOutcome.Rejected>(await Check("nobody", CountingHash.DecoyPassword));

    [Fact]
    public async Task A_store_that_is_down_is_no_wrong_password()
    {
        _store.Down = true;
        Assert.Equal(new LoginOutcome.Unavailable("the store of users is down"), await Check("ann", "secret"));
    }

    [Fact]
    public async Task A_server_that_stops_checks_no_more()
    {
        using var password = new Secret("secret"u8);
        Assert.IsType<LoginOutcome.Unavailable>(await _authenticator.CheckAsync("ann", password, Here, secure: true, new CancellationToken(canceled: true)));
        Assert.Equal(0, _store.Verified);
    }

    [Fact]
    public async Task Many_at_once_all_get_their_answer()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Check("ann", i % 2 == 0 ? "secret" : "wrong")));
        Assert.Equal(25, outcomes.Count(o => o is LoginOutcome.Accepted));
        Assert.Equal(50, _store.Verified);
    }

    [Fact]
    public async Task Who_logged_in_a_moment_ago_costs_no_hash_and_passes_by_a_full_queue()
    {
        var time = new ManualTime();
        using var held = new ManualResetEventSlim();
        var queue = new LoginTurns(time, threads: 1, places: 0);
        using var authenticator = new Authenticator(
            _store, Throttle.Standard(time), new byte[ProofSecrets.KeyLength], new LoginCache(time, TimeSpan.FromMinutes(1)), queue);
        Assert.IsType<LoginOutcome.Accepted>(await Check("ann", "secret", authenticator));
        var flood = queue.RunAsync(() => held.Wait(Timeout.Infinite), CancellationToken.None);
        Assert.IsType<LoginOutcome.Accepted>(await Check("ann", "secret", authenticator));
        Assert.Equal(1, _store.Verified);
        Assert.Equal(new LoginOutcome.Unavailable("too many logins at once", Busy: true), await Check("ann", "wrong", authenticator));
        held.Set();
        await flood;
    }

    [Fact]
    public async Task The_cache_does_not_open_an_account_that_was_closed_since()
    {
        var time = new ManualTime();
        using var authenticator = new Authenticator(
            _store, Throttle.Standard(time), new byte[ProofSecrets.KeyLength], new LoginCache(time, TimeSpan.FromMinutes(1)));
        Assert.Equal(new LoginOutcome.Rejected("account disabled"), await Check("closed", "secret", authenticator));
        Assert.Equal(new LoginOutcome.Rejected("account disabled"), await Check("closed", "secret", authenticator));
        Assert.Equal(1, _store.Verified);
    }

    private async Task<LoginOutcome> Check(string user, string password, Authenticator? other = null)
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        return await (other ?? _authenticator).CheckAsync(user, secret, Here, secure: true, CancellationToken.None);
    }

    private sealed class CountingStore : ICredentialStore
    {
        private int _verified;

        public bool Down { get; set; }

        public int Verified => _verified;

        public SecretUses Uses => SecretUses.None;

        public PasswordHash Decoy => new CountingHash(this, CountingHash.DecoyPassword);

        public ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            return Down ? throw new CredentialStoreException("the store of users is down") : ValueTask.FromResult(userName switch
            {
                "ann" => new Credential("ann", new CountingHash(this, "secret"), Disabled: false),
                "closed" => new Credential("closed", new CountingHash(this, "secret"), Disabled: true),
                "office" => new Credential("office", new CountingHash(this, "secret"), Disabled: false) { AllowedNetworks = [IPNetwork.Parse("10.0.0.0/8")] },
                _ => null,
            });
        }

        public void Count() => Interlocked.Increment(ref _verified);
    }

    private sealed class CountingHash(CountingStore store, string password) : PasswordHash
    {
        public const string DecoyPassword = "the decoy's";

        public override string Scheme => "COUNTING";

        protected override bool Matches(ReadOnlySpan<byte> offered)
        {
            store.Count();
            return offered.SequenceEqual(Encoding.UTF8.GetBytes(password));
        }

        public override PasswordHash ToDecoy() => this;

        public override string Encode() => "";
    }
}
