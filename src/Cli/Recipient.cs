using Microsoft.Extensions.Logging.Abstractions;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources.Ldap;
using Restante.Server.Config;
using Restante.Server.Stores;

namespace Restante.Cli;

/// <summary>Whose mailbox a message is for, as far as this machine can tell.</summary>
internal static class Recipient
{
    /// <exception cref="Failure">There is nobody of that name, or nobody can tell now.</exception>
    public static async Task<MailboxName> FindAsync(ServerOptions options, string name, CancellationToken cancellation)
    {
        try
        {
            if (MailboxName.TryParse(name, out var mailbox) && await KnownAsAsync(options.Users, mailbox, cancellation) is { } known)
            {
                return known;
            }
        }
        catch (CredentialStoreException e)
        {
            // Mail must wait while the operator mends the source; it must not bounce.
            throw new Failure(ExitCode.TryAgain, e.Message, "the message was not stored");
        }

        throw new Failure(ExitCode.NoUser, $"there is no user \"{name}\"", options.Users.HasOtherSources
            ? "neither the users file nor the directory has it"
            : $"`restante user list` shows who is in {options.Users.File}");
    }

    private static async ValueTask<MailboxName?> KnownAsAsync(UsersOptions users, MailboxName name, CancellationToken cancellation)
    {
        // PAM, and a directory that only binds, know no users without their passwords: the mail server that calls knows
        // its recipients.
        if (users.PamService.Length > 0 || (users.Ldap.IsOn && !users.Ldap.Searches))
        {
            return name;
        }

        // Where there is a directory there need be no file; where there is one, its users come first, as at login.
        if ((!users.HasOtherSources || File.Exists(users.File))
            && await PasswordFile.Open(users.File, TimeProvider.System).FindAsync(name.Value, cancellation) is not null)
        {
            return name;
        }

        // Whoever an authorization server gives a token to is a user, and only it knows who that is.
        MailboxName? otherwise = users.OAuth.IsOn ? name : null;
        if (!users.Ldap.Searches)
        {
            return otherwise;
        }

        var found = await new LdapVerifier(users.Ldap, TimeProvider.System, NullLogger.Instance).FindAsync(name, cancellation);
        return MailboxName.TryParse(found, out var mailbox) ? mailbox : otherwise;
    }
}
