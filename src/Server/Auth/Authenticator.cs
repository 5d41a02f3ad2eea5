using System.Net;
using Restante.Protocol.Sasl;
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
public sealed class Authenticator(ICredentialStore store, Throttle throttle) : IDisposable
{
    private readonly SemaphoreSlim _trying = new(Math.Max(1, Environment.ProcessorCount));

    public async ValueTask<LoginOutcome> CheckAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        Credential? credential;
        MailboxName mailbox = default;
        try
        {
            credential = MailboxName.TryParse(user, out mailbox) ? await store.FindAsync(user, stopping) : null;
            await _trying.WaitAsync(stopping);
        }
        catch (CredentialStoreException e)
        {
            return new LoginOutcome.Unavailable(e.Message);
        }
        catch (OperationCanceledException)
        {
            return new LoginOutcome.Unavailable("the server is shutting down");
        }

        bool matches;
        try
        {
            // An entry that no password opens must take as long as one that some password does.
            var hash = credential is { Secret.IsLocked: false } ? credential.Secret : store.Decoy;
            matches = await Task.Run(() => hash.Verify(password.Octets), CancellationToken.None);
        }
        finally
        {
            _trying.Release();
        }

        return (credential, matches) switch
        {
            (null, _) => new LoginOutcome.Rejected("unknown user"),
            (_, false) => new LoginOutcome.Rejected("wrong password"),
            ({ Disabled: true }, _) => new LoginOutcome.Rejected("account disabled"),
            var (known, _) when !known.MayLogInFrom(address) => new LoginOutcome.Rejected("not from this address"),
            _ => new LoginOutcome.Accepted(mailbox),
        };
    }

    /// <summary>Counts a failure and says how long its answer waits.</summary>
    /// <param name="repeated">The same wrong password came before in this connection: it counts once.</param>
    public TimeSpan Failed(IPAddress? address, string user, bool repeated) => throttle.Failed(address, user, repeated);

    public void Succeeded(IPAddress? address, string user) => throttle.Succeeded(address, user);

    public void Dispose() => _trying.Dispose();
}
