namespace Restante.Server.Config;

/// <summary>A directory that says whether a password is right.</summary>
public sealed record LdapOptions
{
    /// <summary>In the order in which they are tried; none for no directory.</summary>
    public IReadOnlyList<LdapUri> Uris { get; init; } = [];

    /// <summary>TLS on ldap:// connections, before anything else is said.</summary>
    public bool StartTls { get; init; }

    /// <summary>PEM: who may have signed the directory's certificate; empty for those that the machine trusts.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>A DN with {user} or {local} and perhaps {domain}; empty where users are searched for.</summary>
    public string BindDn { get; init; } = "";

    /// <summary>The entry below which users are searched for; empty where their DN follows from their name.</summary>
    public string Base { get; init; } = "";

    /// <summary>A filter with the same placeholders.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Who searches; empty for nobody in particular (anonymous).</summary>
    public string SearchDn { get; init; } = "";

    /// <summary>Its first line is the password of <see cref="SearchDn"/>.</summary>
    public string SearchPasswordFile { get; init; } = "";

    /// <summary>
    /// The attribute with the user's one name. Directories compare without case and without regard to spaces: without it
    /// ann and ANN would be one account with two mailboxes. Empty takes the name as the client wrote it.
    /// </summary>
    public string NameAttribute { get; init; } = "uid";

    /// <summary>How long a login may wait for the directory, all servers together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public bool IsOn => Uris.Count > 0;

    /// <summary>Users can be found without their password.</summary>
    public bool Searches => IsOn && BindDn.Length == 0;

    /// <summary>Passwords go to this server through TLS.</summary>
    public bool UsesTls(LdapUri uri) => uri.Scheme == LdapScheme.Ldaps || (uri.Scheme == LdapScheme.Ldap && StartTls);
}
