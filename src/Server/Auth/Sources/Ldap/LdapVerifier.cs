using System.Net;
using Microsoft.Extensions.Logging;
using Restante.Protocol.Sasl;
using Restante.Server.Config;
using Restante.Server.Stores;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>
/// The users of a directory: a password is right when the directory lets the user bind with it (RFC 4513 §5.1.3). Each
/// login has a connection of its own: a bind changes who a connection belongs to, and one that is kept goes stale behind
/// a firewall just when it is needed.
/// </summary>
public sealed class LdapVerifier : IPasswordVerifier
{
    private const int AtOnce = 16;

    /// <summary>Longer ones are nobody's; and a directory hangs up on a request that is too long, which would look like an outage.</summary>
    private const int MaxPassword = 1024;

    /// <summary>For what libldap does not limit: looking up a name.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly LdapOptions _options;
    private readonly TimeProvider _time;
    private readonly LdapLogin _login;
    private readonly LdapServers _servers;
    private readonly BlockingCalls _calls;

    /// <exception cref="CredentialStoreException">This machine has no libldap.</exception>
    public LdapVerifier(LdapOptions options, TimeProvider time, ILogger log)
    {
        if (!IsAvailable)
        {
            throw new CredentialStoreException(Missing);
        }

        (_options, _time) = (options, time);
        _login = new LdapLogin(options, log);
        _servers = new LdapServers(options.Uris, time);
        _calls = new BlockingCalls(AtOnce, options.Timeout + Grace, time);
    }

    /// <summary>This machine has libldap.</summary>
    public static bool IsAvailable => LibLdap.IsAvailable;

    public static string Missing => "users.ldap needs libldap, which is not here (Debian 12: libldap-2.5-0; Debian 13: libldap2)";

    public string Name => "ldap";

    public ValueTask<PasswordVerdict> VerifyAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        // An empty password is no password (RFC 4513 §5.1.2): many directories answer "success" to whoever sends it.
        if (password.Octets.IsEmpty || password.Octets.Length > MaxPassword || password.Octets.Contains((byte)0))
        {
            return ValueTask.FromResult<PasswordVerdict>(new PasswordVerdict.Wrong());
        }

        return MailboxName.TryParse(user, out var name)
            ? _calls.RunAsync(password, own => Ask(c => _login.Try(c, name, own.Octets)), stopping)
            : ValueTask.FromResult<PasswordVerdict>(new PasswordVerdict.Unknown());
    }

    /// <summary>The user's one name; null when there is no such user. Only where users are searched for.</summary>
    /// <exception cref="CredentialStoreException">The directory cannot answer.</exception>
    public async ValueTask<string?> FindAsync(MailboxName user, CancellationToken stopping)
    {
        using var none = new Secret([]);
        return await _calls.RunAsync(none, _ => Ask(c => _login.Find(c, user)), stopping);
    }

    /// <summary>One server after the other, until one answers.</summary>
    private T Ask<T>(Func<LdapConnection, T> question)
    {
        var deadline = new LdapDeadline(_time, _options.Timeout);
        var servers = _servers.InTurn();
        var troubles = new List<string>();
        for (var i = 0; i < servers.Count; i++)
        {
            try
            {
                using var connection = LdapConnection.Open(_options, servers[i], deadline.Share(servers.Count - i));
                connection.AsksForPolicy = _servers.HasPolicy(servers[i], connection.AnnouncesPolicy);
                var answer = question(connection);
                _servers.Worked(servers[i]);
                return answer;
            }
            catch (DirectoryDownException e)
            {
                _servers.Failed(servers[i]);
                troubles.Add(e.Message);
            }
        }

        throw new CredentialStoreException(string.Join("; ", troubles));
    }
}
