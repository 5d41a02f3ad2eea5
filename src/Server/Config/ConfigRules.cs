using Restante.Server.Auth;

namespace Restante.Server.Config;

/// <summary>Faults that lie between two settings, found without touching a disk.</summary>
internal static class ConfigRules
{
    public static void Check(ServerOptions options, ConfigBinding written)
    {
        CheckListeners(options, written);
        CheckTls(options, written);
        if (options.Limits.Idle < LimitOptions.IdleByTheRfc)
        {
            written.Warning("limits.idle", "is shorter than the 10 minutes that RFC 1939 asks for", "clients that work long on a message will lose their session");
        }

        if (options.Limits.SessionsPerAddress > options.Limits.Sessions)
        {
            written.Warning("limits.sessionsPerAddress", "is more than limits.sessions, so it limits nothing");
        }

        CheckAuth(options.Auth, written);
        LdapRules.Check(options.Users.Ldap, written);
        TokenRules.Check(options, written);
        if (options.Auth.Cleartext == CleartextLogin.Always)
        {
            written.Warning("auth.cleartext", "lets passwords cross the network unprotected", "write \"loopback\" unless the network is your own");
        }
    }

    private static void CheckAuth(AuthOptions auth, ConfigBinding written)
    {
        const string cost = "works only for users whose password is stored in clear, as {PLAIN}: whoever reads the users file has it, and whoever hears a login can try a dictionary on it";
        const string advice = "SCRAM-SHA-256 needs no stored password; see mechanisms.md";
        foreach (var weak in auth.Mechanisms.Where(m => MechanismTable.Find(m) is { IsWeak: true }))
        {
            written.Warning("auth.mechanisms", $"{weak} {cost}", advice);
        }

        if (auth.Apop)
        {
            written.Warning("auth.apop", $"APOP {cost}", advice);
        }
    }

    private static void CheckListeners(ServerOptions options, ConfigBinding written)
    {
        for (var i = 0; i < options.Listen.Count; i++)
        {
            var (listener, key) = (options.Listen[i], $"listen[{i}]");
            if (listener.Protocol == ListenProtocol.Pop3s && options.Tls is null)
            {
                written.Error(written.Has(key + ".protocol") ? key + ".protocol" : "tls", "pop3s needs a certificate, but \"tls\" is null", "name tls.certificate and tls.key, or listen for pop3 only");
            }

            if (listener.ProxyFrom.Count == 0 && written.Has(key + ".proxyFrom") && !written.IsFaulty(key + ".proxyFrom"))
            {
                written.Warning(key + ".proxyFrom", "is empty: no PROXY header is expected here", "name the proxies' networks or remove it");
            }

            if (listener.ProxyFrom.Count > 0 && listener.Address is ListenAddress.Unix)
            {
                written.Error(key + ".proxyFrom", "a peer on a Unix socket has no address that could lie in a network", "let the proxy connect by TCP");
            }

            for (var j = 0; j < i; j++)
            {
                if (written.Has(key + ".address") && !written.IsFaulty(key + ".address") && listener.Address.Collides(options.Listen[j].Address))
                {
                    written.Error(key + ".address", $"{listener.Address} is taken by listen[{j}] ({options.Listen[j].Address})", "give each listener its own");
                    break;
                }
            }
        }
    }

    private static void CheckTls(ServerOptions options, ConfigBinding written)
    {
        var (certificate, key) = (written.Has("tls.certificate"), written.Has("tls.key"));
        if (options.Tls is not null && !written.IsFaulty("tls") && certificate != key)
        {
            written.Error(certificate ? "tls.certificate" : "tls.key",
                certificate ? "has no tls.key beside it" : "has no tls.certificate beside it",
                "name both; they may be the same file");
        }
    }
}
