using System.Net;
using Restante.Protocol.Sasl;
using Restante.Server.Auth.OAuth;
using Restante.Server.Auth.Sources;
using Restante.Server.Stores;

namespace Restante.Server.Auth;

/// <summary>What became of a login.</summary>
public abstract record LoginOutcome
{
    private LoginOutcome() { }

    public sealed record Accepted(MailboxName Mailbox, AccountRules Rules) : LoginOutcome;

    /// <summary>Not this user with this password. The reason is for the log; the client hears the same each time.</summary>
    public sealed record Rejected(string Reason) : LoginOutcome;

    /// <summary>Nobody could tell; trying again later may help. The reason is for the log.</summary>
    /// <param name="Busy">Because too many log in at this moment, which the client may hear.</param>
    public sealed record Unavailable(string Reason, bool Busy = false) : LoginOutcome;
}

/// <summary>
/// Decides who may in. Unknown user, wrong password and disabled account cost the same time; passwords are tried in a
/// queue of their own, so that a flood of logins takes no more than its share of the machine, and whoever logged in a
/// moment ago passes by it.
/// </summary>
/// <param name="store">Asked first.</param>
/// <param name="throttle">Outlives this: a reload must not forget who guesses.</param>
/// <param name="saltKey">See <see cref="ProofSecrets"/>.</param>
/// <param name="cache">Owned; null remembers nothing.</param>
/// <param name="turns">Owned; null for the standard one.</param>
/// <param name="sources">Asked for whom the store does not know; null for none.</param>
/// <param name="tokens">Owned. Decides about bearer tokens; null where none are taken.</param>
public sealed class Authenticator(
    ICredentialStore store, Throttle throttle, ReadOnlyMemory<byte> saltKey, LoginCache? cache = null, LoginTurns? turns = null,
    PasswordSources? sources = null, TokenSource? tokens = null) : IDisposable
{
    private readonly LoginTurns _turns = turns ?? LoginTurns.Standard(TimeProvider.System);
    private readonly ProofSecrets _proofs = new(store, saltKey);

    /// <summary>
    /// See <see cref="ICredentialStore.Uses"/>. No proof where a source can only verify: a client that sees SCRAM tries
    /// it alone, and would be refused for every user of that source.
    /// </summary>
    public SecretUses Uses => sources is { Any: true } ? SecretUses.Comparison : store.Uses;

    /// <summary>A bearer token may open something.</summary>
    public bool TakesTokens => tokens is not null;

    /// <summary>Tries a password.</summary>
    /// <param name="user">Who the client says it is.</param>
    /// <param name="password">What it sent.</param>
    /// <param name="address">Its address; null over a Unix socket.</param>
    /// <param name="secure">It came through TLS.</param>
    /// <param name="stopping">Fires when the server stops.</param>
    public async ValueTask<LoginOutcome> CheckAsync(string user, Secret password, IPAddress? address, bool secure, CancellationToken stopping)
    {
        switch (await FindAsync(user, stopping))
        {
            case Lookup.Answered answered:
                if (answered.Credential is null && sources is not null && await sources.CheckAsync(user, password, address, stopping) is { } outcome)
                {
                    // A user whom no source knows costs the sources and a hash: so does one whose password is wrong there.
                    if (outcome is LoginOutcome.Rejected)
                    {
                        _ = await _turns.RunAsync(() => (bool?)store.Decoy.Verify(password.Octets), stopping);
                    }

                    return outcome;
                }

                // An entry that no password opens must take as long as one that some password does.
                var hash = answered.Secret ?? store.Decoy;
                if (cache?.Knows(user, hash, password) == true)
                {
                    return Judge(answered, matches: true, address, secure);
                }

                var matches = await _turns.RunAsync(() => (bool?)hash.Verify(password.Octets), stopping);
                if (matches == true && answered.Secret is { } secret)
                {
                    cache?.Remember(user, secret, password);
                }

                return matches is null ? NoTurn(stopping) : Judge(answered, matches.Value, address, secure);
            case Lookup.Unavailable unavailable:
                return new LoginOutcome.Unavailable(unavailable.Reason);
            default:
                throw new InvalidOperationException("an answer that no lookup has");
        }
    }

    /// <summary>Tries a bearer token.</summary>
    /// <param name="user">Who the client says it is.</param>
    /// <param name="token">What it sent.</param>
    /// <param name="address">Its address; null over a Unix socket.</param>
    /// <param name="secure">It came through TLS.</param>
    /// <param name="stopping">Fires when the server stops.</param>
    /// <returns>What becomes of the login, and what the client is told of a token that is refused.</returns>
    public async ValueTask<(LoginOutcome Outcome, TokenVerdict Verdict)> CheckTokenAsync(
        string user, Secret token, IPAddress? address, bool secure, CancellationToken stopping)
    {
        try
        {
            switch (await tokens!.CheckAsync(user, token, stopping))
            {
                case TokenOutcome.Good:
                    // The same words as for a bad token: whether an account is closed is for the log.
                    return (await AdmitAsync(user, known: false, address, secure, stopping), tokens.Refusal("invalid_token"));
                case TokenOutcome.Refused refused:
                    return (new LoginOutcome.Rejected("the token " + refused.Why), tokens.Refusal(refused.Status));
                default:
                    return (NoTurn(stopping), TokenVerdict.Good);
            }
        }
        catch (CredentialStoreException e)
        {
            return (new LoginOutcome.Unavailable("oauth: " + e.Message), TokenVerdict.Good);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (NoTurn(stopping), TokenVerdict.Good);
        }
    }

    /// <summary>What becomes of a login without a password, once it is certain who it is.</summary>
    /// <param name="user">Who.</param>
    /// <param name="known">The user must stand in the store; else whoever does not has no rules.</param>
    /// <param name="address">The client's; null over a Unix socket.</param>
    /// <param name="secure">It came through TLS.</param>
    /// <param name="stopping">Fires when the server stops.</param>
    public async ValueTask<LoginOutcome> AdmitAsync(string user, bool known, IPAddress? address, bool secure, CancellationToken stopping) =>
        await FindAsync(user, stopping) switch
        {
            Lookup.Unavailable unavailable => new LoginOutcome.Unavailable(unavailable.Reason),
            Lookup.Answered { Credential.Secret.IsShut: true } => new LoginOutcome.Rejected("account locked"),
            Lookup.Answered { Credential: null } when !known => MailboxName.TryParse(user, out var mailbox)
                ? new LoginOutcome.Accepted(mailbox, AccountRules.None)
                : new LoginOutcome.Rejected("the name makes no mailbox"),
            Lookup.Answered answered => Judge(answered, matches: true, address, secure),
            _ => throw new InvalidOperationException("an answer that no lookup has"),
        };

    /// <summary>Looks a user up, for a mechanism in which the client proves that it knows the password.</summary>
    public async ValueTask<Lookup> FindAsync(string user, CancellationToken stopping)
    {
        try
        {
            return new Lookup.Answered(MailboxName.TryParse(user, out var mailbox) ? await store.FindAsync(user, stopping) : null, mailbox);
        }
        catch (CredentialStoreException e)
        {
            return new Lookup.Unavailable(e.Message);
        }
        catch (OperationCanceledException)
        {
            return new Lookup.Unavailable(NoTurn(stopping).Reason);
        }
    }

    /// <summary>The keys for SCRAM; null when there was no turn for it: see <see cref="NoTurn"/>.</summary>
    public ValueTask<ScramSecret?> ScramSecretAsync(string user, Lookup.Answered answered, ScramMechanism mechanism, CancellationToken stopping) =>
        _turns.RunAsync(() => _proofs.Scram(user, answered.Secret, mechanism), stopping);

    /// <summary>The password that a proof is tried against.</summary>
    public ReadOnlyMemory<byte> PasswordOf(Lookup.Answered answered) => _proofs.Password(answered.Secret);

    /// <summary>What becomes of a login, now that it is known whether the password or its proof is right.</summary>
    /// <param name="needs">What the user's secret had to be good for.</param>
    public static LoginOutcome Judge(Lookup.Answered answered, bool matches, IPAddress? address, bool secure, SecretUses needs = SecretUses.None, string why = "wrong password") =>
        (answered.Credential, matches) switch
        {
            (null, _) => new LoginOutcome.Rejected("unknown user"),
            var (known, _) when !known.Secret.IsLocked && !known.Secret.Uses.HasFlag(needs) => new LoginOutcome.Rejected($"the mechanism does not work with {known.Secret}"),
            (_, false) => new LoginOutcome.Rejected(why),
            ({ Disabled: true }, _) => new LoginOutcome.Rejected("account disabled"),
            ({ Rules.Pop: false }, _) => new LoginOutcome.Rejected("POP3 is off for this account"),
            var (known, _) when !known.MayLogInFrom(address) => new LoginOutcome.Rejected("not from this address"),
            ({ Rules.TlsRequired: true }, _) when !secure => new LoginOutcome.Rejected("this account needs TLS"),
            var (known, _) => new LoginOutcome.Accepted(answered.Mailbox, known.Rules),
        };

    /// <summary>Counts a failure and says how long its answer waits.</summary>
    /// <param name="repeated">The same wrong password came before in this connection: it counts once.</param>
    public TimeSpan Failed(IPAddress? address, string user, bool repeated) => throttle.Failed(address, user, repeated);

    public void Succeeded(IPAddress? address, string user) => throttle.Succeeded(address, user);

    /// <summary>Why a login was not tried.</summary>
    public static LoginOutcome.Unavailable NoTurn(CancellationToken stopping) => stopping.IsCancellationRequested
        ? new("the server is shutting down")
        : new("too many logins at once", Busy: true);

    public void Dispose()
    {
        _turns.Dispose();
        cache?.Dispose();
        tokens?.Dispose();
    }
}
