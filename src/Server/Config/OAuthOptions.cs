namespace Restante.Server.Config;

/// <summary>An OAuth 2 authorization server whose bearer tokens open maildrops.</summary>
public sealed record OAuthOptions
{
    /// <summary>Its issuer identifier, an https URL without a query (RFC 8414 §2); empty for none.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What must stand in a token's <c>aud</c>; empty for anything.</summary>
    public string Audience { get; init; } = "";

    /// <summary>What must stand in its <c>scope</c>: words with spaces between them, all of them; empty for nothing.</summary>
    public string Scope { get; init; } = "";

    /// <summary>
    /// The claim that names the user. With <c>email</c>, <c>email_verified</c> must be true: many servers let users write
    /// any address into their profile.
    /// </summary>
    public string Claim { get; init; } = "email";

    /// <summary>PEM: who may have issued the authorization server's TLS certificate; empty for whom the system trusts.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Which tokens the authorization server is asked about (RFC 7662).</summary>
    public Introspection Introspection { get; init; }

    /// <summary>By which the authorization server knows us when it is asked.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>A file whose first line is the client's secret.</summary>
    public string ClientSecretFile { get; init; } = "";

    public bool IsOn => Issuer.Length > 0;
}

/// <summary>Which tokens the authorization server is asked about.</summary>
public enum Introspection
{
    /// <summary>None: a token that is no JWT is refused.</summary>
    Never,

    /// <summary>Those that are no JWT.</summary>
    Opaque,

    /// <summary>All: a token that was revoked opens nothing any more.</summary>
    Always,
}
