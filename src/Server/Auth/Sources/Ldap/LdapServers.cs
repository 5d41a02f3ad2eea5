using Restante.Server.Config;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>A directory's servers: in their order, but those that have just failed come last, so that not every login waits for them.</summary>
internal sealed class LdapServers(IReadOnlyList<LdapUri> uris, TimeProvider time)
{
    /// <summary>Then the first ones are tried again: replicas further down may be slow or far.</summary>
    private static readonly TimeSpan Grudge = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<LdapUri, long> _failed = [];
    private readonly Dictionary<LdapUri, bool> _policies = [];

    public IReadOnlyList<LdapUri> InTurn()
    {
        lock (_lock)
        {
            return [.. uris.OrderBy(u => _failed.TryGetValue(u, out var since) && time.GetElapsedTime(since) < Grudge)];
        }
    }

    public void Failed(LdapUri uri)
    {
        lock (_lock)
        {
            // It may come back as another version.
            _policies.Remove(uri);
            _failed[uri] = time.GetTimestamp();
        }
    }

    /// <summary>Whether a server keeps a password policy; it is asked once, until it fails.</summary>
    public bool HasPolicy(LdapUri uri, Func<bool> ask)
    {
        lock (_lock)
        {
            if (_policies.TryGetValue(uri, out var known))
            {
                return known;
            }
        }

        var has = ask();
        lock (_lock)
        {
            _policies[uri] = has;
        }

        return has;
    }

    public void Worked(LdapUri uri)
    {
        lock (_lock)
        {
            _failed.Remove(uri);
        }
    }
}
