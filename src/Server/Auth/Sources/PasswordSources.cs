using System.Net;
using Restante.Protocol.Sasl;
using Restante.Server.Stores;

namespace Restante.Server.Auth.Sources;

/// <summary>The sources behind the users file, in the order in which they are asked. The first that knows the user decides.</summary>
public sealed class PasswordSources(IReadOnlyList<IPasswordVerifier> inOrder) : IDisposable
{
    public static PasswordSources None { get; } = new([]);

    /// <summary>True where passwords may be right that no stored secret serves.</summary>
    public bool Any => inOrder.Count > 0;

    /// <summary>Null when no source knows the user.</summary>
    public async ValueTask<LoginOutcome?> CheckAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        if (!Any || !MailboxName.TryParse(user, out _))
        {
            return null;
        }

        foreach (var source in inOrder)
        {
            try
            {
                var verdict = await source.VerifyAsync(user, password, address, stopping);
                if (verdict is not PasswordVerdict.Unknown)
                {
                    return OutcomeOf(verdict);
                }
            }
            catch (CredentialStoreException e)
            {
                // The next is not asked: this one may know the user, and then it would have been the one to decide.
                return new LoginOutcome.Unavailable($"{source.Name}: {e.Message}");
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return new LoginOutcome.Unavailable("the server is shutting down");
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var source in inOrder.OfType<IDisposable>())
        {
            source.Dispose();
        }
    }

    private static LoginOutcome OutcomeOf(PasswordVerdict verdict) => verdict switch
    {
        PasswordVerdict.Wrong => new LoginOutcome.Rejected("wrong password"),
        PasswordVerdict.Closed => new LoginOutcome.Rejected("account disabled"),
        PasswordVerdict.Right right when MailboxName.TryParse(right.Name, out var mailbox) => new LoginOutcome.Accepted(mailbox, AccountRules.None),
        PasswordVerdict.Right => new LoginOutcome.Rejected("the name makes no mailbox"),
        _ => throw new InvalidOperationException("a verdict that no source gives"),
    };
}
