using Restante.Protocol.Sasl;

namespace Restante.Server.Auth;

/// <summary>What a mechanism is told of the connection it runs in.</summary>
/// <param name="Hostname">This machine's name.</param>
/// <param name="Nonce">For this exchange alone.</param>
/// <param name="Bindings">The channel bindings of the TLS connection; empty without.</param>
/// <param name="PlusOffered">CAPA names a mechanism with channel binding at this moment.</param>
public sealed record ExchangeContext(string Hostname, string Nonce, IReadOnlyList<ChannelBinding> Bindings, bool PlusOffered);

/// <summary>A SASL mechanism as this server offers it.</summary>
/// <param name="Name">As AUTH and CAPA name it.</param>
/// <param name="Needs">What a stored secret must be good for; nothing where something else than a password proves who it is.</param>
/// <param name="Start">Begins an exchange.</param>
public sealed record ServerMechanism(string Name, SecretUses Needs, Func<ExchangeContext, SaslServer> Start)
{
    /// <summary>The password or token itself crosses the connection: the rule about clear text holds.</summary>
    public bool SendsSecret { get; init; }

    /// <summary>Works only where bearer tokens are taken.</summary>
    public bool NeedsTokens { get; init; }

    /// <summary>Works only inside a TLS connection in which the client has shown a certificate that names users.</summary>
    public bool NeedsCertificate { get; init; }

    /// <summary>Works only inside a TLS connection whose channel binding can be had.</summary>
    public bool NeedsBinding { get; init; }

    /// <summary>It needs the password in clear on this machine, and protects it poorly on the way.</summary>
    public bool IsWeak => Needs == SecretUses.Plain;
}

/// <summary>All SASL mechanisms that the server speaks.</summary>
public static class MechanismTable
{
    /// <summary>
    /// In the order in which CAPA names them: the strongest first, except that CRAM-MD5 stands where its name still ends
    /// within the first 63 octets of the line (fetchmail reads in pieces of 64 and looks for that name only), and after it
    /// what clients take only when they were told to.
    /// </summary>
    public static readonly IReadOnlyList<ServerMechanism> All =
    [
        Scram(ScramMechanism.Sha256Plus),
        Scram(ScramMechanism.Sha256),
        new(PlainMechanism.Name, SecretUses.None, _ => new PlainMechanism.Server()) { SendsSecret = true },
        new(LoginMechanism.Name, SecretUses.None, _ => new LoginMechanism.Server()) { SendsSecret = true },
        new(CramMd5Mechanism.Name, SecretUses.Plain, c => new CramMd5Mechanism.Server(c.Nonce, c.Hostname)),
        new(ExternalMechanism.Name, SecretUses.None, _ => new ExternalMechanism.Server()) { NeedsCertificate = true },
        new(OAuthBearerMechanism.Name, SecretUses.None, _ => new OAuthBearerMechanism.Server()) { SendsSecret = true, NeedsTokens = true },
        new(XOAuth2Mechanism.Name, SecretUses.None, _ => new XOAuth2Mechanism.Server()) { SendsSecret = true, NeedsTokens = true },
        Scram(ScramMechanism.Sha1Plus),
        Scram(ScramMechanism.Sha1),
        new(DigestMd5Mechanism.Name, SecretUses.Plain, c => new DigestMd5Mechanism.Server(c.Nonce, c.Hostname)),
    ];

    public static ServerMechanism? Find(string name) => All.FirstOrDefault(m => m.Name == name);

    private static ServerMechanism Scram(ScramMechanism mechanism) =>
        new(mechanism.Name, SecretUse.Of(mechanism.Algorithm), c => new ScramServer(mechanism, c.Bindings, c.PlusOffered, c.Nonce))
        {
            NeedsBinding = mechanism.Plus,
        };
}
