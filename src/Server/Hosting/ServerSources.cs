using Microsoft.Extensions.Logging;
using Restante.Server.Auth;
using Restante.Server.Auth.OAuth;
using Restante.Server.Auth.Sources;
using Restante.Server.Auth.Sources.Ldap;
using Restante.Server.Auth.Sources.Pam;
using Restante.Server.Config;

namespace Restante.Server.Hosting;

/// <summary>The sources behind the users file that options ask for, in their order.</summary>
internal static class ServerSources
{
    /// <exception cref="CredentialStoreException">A source needs what this machine does not have.</exception>
    public static PasswordSources Open(UsersOptions users, TimeProvider time, ILogger log)
    {
        var sources = new List<IPasswordVerifier>();
        if (users.PamService.Length > 0)
        {
            sources.Add(new PamVerifier(users.PamService, time));
        }

        // Last: by a bind alone a directory does not tell a stranger from a wrong password.
        if (users.Ldap.IsOn)
        {
            sources.Add(new LdapVerifier(users.Ldap, time, log));
        }

        return new PasswordSources([.. sources.Select(s => new WatchedSource(s, time, log))]);
    }

    /// <summary>Who decides about bearer tokens; null where none are taken.</summary>
    /// <exception cref="CredentialStoreException">A file cannot be used.</exception>
    public static TokenSource? OpenTokens(OAuthOptions oauth, TimeSpan remember, TimeProvider time, ILogger log) => oauth.IsOn
        ? new TokenSource(oauth, ClientSecret.Read(oauth), IssuerHttp.Open(oauth.CaFile, time), remember, time, log)
        : null;
}
