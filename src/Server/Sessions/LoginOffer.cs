using System.Buffers;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Config;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>
/// Which ways of logging in one connection has at this moment. What is offered works for somebody; what would work for
/// nobody (no stored secret serves it) is refused as if it did not exist.
/// </summary>
public sealed class LoginOffer(SessionServices services, ClientOrigin origin)
{
    private IReadOnlyList<ChannelBinding> _bindings = [];
    private ClientIdentity? _client;

    /// <summary>TLS is on, here or at the balancer.</summary>
    public bool Secure { get; private set; } = origin.Tls is not null;

    /// <summary>A password or token may cross this connection as it is.</summary>
    public bool Secrets => Secure || services.Settings.Cleartext switch
    {
        CleartextLogin.Always => true,
        CleartextLogin.Loopback => origin.IsLocal,
        _ => false,
    };

    /// <summary>
    /// A password may, and could be somebody's. Where there is no other way in, that is taken for granted: who has no user
    /// yet shall not wonder what became of USER.
    /// </summary>
    public bool Passwords => Secrets && (services.Authenticator.Uses.HasFlag(SecretUses.Comparison) || !OtherWays);

    /// <summary>Whom the client's certificate names; nobody without a sound one.</summary>
    public IReadOnlyList<string> CertificateNames => _client is { Fault: null } ? _client.Names : [];

    /// <summary>APOP would work for somebody. No password crosses the connection: TLS does not matter.</summary>
    public bool Apop => services.Settings.Apop && services.Authenticator.Uses.HasFlag(SecretUses.Plain);

    public Capabilities Capabilities => new(
        services.Tls is not null && !Secure, Passwords, [.. MechanismTable.All.Where(IsOffered).Select(m => m.Name)])
    {
        LoginDelay = services.Settings.LoginDelay,
        ExpireDays = services.Settings.ExpireDays,
    };

    public void WriteCapabilities(SessionOutput output, bool loggedIn)
    {
        output.Reply(Reply.Ok(ReplyText.CapabilitiesFollow));
        var capabilities = loggedIn ? Capabilities with { Stls = false } : Capabilities;
        foreach (var line in capabilities.Lines(services.Settings.Implementation))
        {
            output.Status(line, static (writer, text) => ReplyWriter.WriteLine(writer, text));
        }

        output.Write(ReplyWriter.Terminator);
    }

    public void TlsStarted(TlsConnection tls)
    {
        Secure = true;
        _bindings = tls.Bindings;
        _client = tls.Client;
    }

    /// <summary>The mechanism by name; null where it is none, or not for this connection. Whether it may be used in clear text is another question.</summary>
    public ServerMechanism? Find(string name) => MechanismTable.Find(name) is { } mechanism && Works(mechanism) ? mechanism : null;

    public SaslServer Start(ServerMechanism mechanism) => mechanism.Start(new ExchangeContext(
        services.Settings.Hostname, services.Nonce(), _bindings, MechanismTable.All.Any(m => m.NeedsBinding && IsOffered(m))));

    /// <summary>It works, and may be used as the connection is now.</summary>
    public bool IsOffered(ServerMechanism mechanism) =>
        Works(mechanism) && (!mechanism.SendsSecret || (mechanism.NeedsTokens ? Secrets : Passwords));

    private bool OtherWays => services.Authenticator.TakesTokens || services.Tls is { AsksForCertificates: true };

    private bool Works(ServerMechanism mechanism) =>
        services.Settings.Mechanisms.Contains(mechanism.Name)
        && services.Authenticator.Uses.HasFlag(mechanism.Needs)
        && (!mechanism.NeedsBinding || _bindings.Count > 0)
        && (!mechanism.NeedsTokens || services.Authenticator.TakesTokens)
        && (!mechanism.NeedsCertificate || CertificateNames.Count > 0);
}
