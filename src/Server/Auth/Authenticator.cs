using System.Net;
using Restante.Protocol.Sasl;
using Restante.Server.Auth.Sources;
using Restante.Server.Stores;

namespace Restante.Server.Auth;

/// <summary>What became of a login.</summary>
public abstract record LoginOutcome
{
    private LoginOutcome() { }

    public sealed record Accepted(MailboxName Mailbox) : LoginOutcome;

    /// <summary>Not this user with this password. The reason is for the log; the client hears the same each time.</summary>
    public sealed record Rejected(string Reason) : LoginOutcome;

    /// <summary>The source of users is down; trying again later may help. The reason is for the log.</summary>
    public sealed record Unavailable(string Reason) : LoginOutcome;
}

/// <summary>
/// Decides who may in. Unknown user, wrong password and disabled account cost the same time; passwords are tried on a
/// few threads at a time, so that a flood of logins takes no more than its share of the machine.
/// </summary>
/// <param name="store">Asked first.</param>
/// <param name="throttle">The delays of failures.</param>
/// <param name="saltKey">See <see cref="ProofSecrets"/>.</param>
/// <param name="sources">Asked for whom the store does not know; null for none.</param>
public sealed class Authenticator(ICredentialStore store, Throttle throttle, ReadOnlyMemory<byte> saltKey, PasswordSources? sources = null) : IDisposable
{
    private readonly SemaphoreSlim _trying = new(Math.Max(1, Environment.ProcessorCount));
    private readonly ProofSecrets _proofs = new(store, saltKey);

    /// <summary>
    /// See <see cref="ICredentialStore.Uses"/>. Nothing where a source can only verify: a client that sees SCRAM tries
    /// it alone, and would be refused for every user of that source.
    /// </summary>
    public SecretUses Uses => sources is { Any: true } ? SecretUses.None : store.Uses;

    /// <summary>Tries a password.</summary>
    public async ValueTask<LoginOutcome> CheckAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        switch (await FindAsync(user, stopping))
        {
            case Lookup.Answered answered:
                if (answered.Credential is null && sources is not null && await sources.CheckAsync(user, password, address, stopping) is { } outcome)
                {
                    return outcome;
                }

                // An entry that no password opens must take as long as one that some password does.
                var hash = answered.Secret ?? store.Decoy;
                var matches = await TryAsync(() => (bool?)hash.Verify(password.Octets), stopping);
                return matches is null ? ShuttingDown : Judge(answered, matches.Value, address);
            case Lookup.Unavailable unavailable:
                return new LoginOutcome.Unavailable(unavailable.Reason);
            default:
                throw new InvalidOperationException("an answer that no lookup has");
        }
    }

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
            return new Lookup.Unavailable(ShuttingDown.Reason);
        }
    }

    /// <summary>The keys for SCRAM; null when the server stops.</summary>
    public ValueTask<ScramSecret?> ScramSecretAsync(string user, Lookup.Answered answered, ScramMechanism mechanism, CancellationToken stopping) =>
        TryAsync(() => _proofs.Scram(user, answered.Secret, mechanism), stopping);

    /// <summary>The password that a proof is tried against.</summary>
    public ReadOnlyMemory<byte> PasswordOf(Lookup.Answered answered) => _proofs.Password(answered.Secret);

    /// <summary>What becomes of a login, now that it is known whether the password or its proof is right.</summary>
    /// <param name="needs">What the user's secret had to be good for.</param>
    public static LoginOutcome Judge(Lookup.Answered answered, bool matches, IPAddress? address, SecretUses needs = SecretUses.None, string why = "wrong password") =>
        (answered.Credential, matches) switch
        {
            (null, _) => new LoginOutcome.Rejected("unknown user"),
            var (known, _) when !known.Secret.IsLocked && !known.Secret.Uses.HasFlag(needs) => new LoginOutcome.Rejected($"the mechanism does not work with {known.Secret}"),
            (_, false) => new LoginOutcome.Rejected(why),
            ({ Disabled: true }, _) => new LoginOutcome.Rejected("account disabled"),
            var (known, _) when !known.MayLogInFrom(address) => new LoginOutcome.Rejected("not from this address"),
            _ => new LoginOutcome.Accepted(answered.Mailbox),
        };

    /// <summary>Counts a failure and says how long its answer waits.</summary>
    /// <param name="repeated">The same wrong password came before in this connection: it counts once.</param>
    public TimeSpan Failed(IPAddress? address, string user, bool repeated) => throttle.Failed(address, user, repeated);

    public void Succeeded(IPAddress? address, string user) => throttle.Succeeded(address, user);

    public void Dispose() => _trying.Dispose();

    private static LoginOutcome.Unavailable ShuttingDown { get; } = new("the server is shutting down");

    /// <summary>Does costly work on one of the few threads; default when the server stops.</summary>
    private async ValueTask<T?> TryAsync<T>(Func<T> work, CancellationToken stopping)
    {
        try
        {
            await _trying.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return default;
        }

        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _trying.Release();
        }
    }
}
