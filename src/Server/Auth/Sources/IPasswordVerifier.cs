using System.Net;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth.Sources;

/// <summary>
/// A source of users that can say whether a password is right and can hand out no secret: PAM, a directory. It serves
/// PASS, PLAIN and LOGIN; a proof (SCRAM, CRAM-MD5, APOP) needs an <see cref="ICredentialStore"/>. An extension point.
/// </summary>
public interface IPasswordVerifier
{
    /// <summary>As records and messages call it: <c>pam</c>, <c>ldap</c>.</summary>
    string Name { get; }

    /// <summary>Tries a password.</summary>
    /// <param name="user">Fit for a mailbox's name, and nothing else: it may hold what is syntax to the source.</param>
    /// <param name="password">The caller disposes it when the answer is there or given up.</param>
    /// <param name="address">The client's; null for a Unix socket.</param>
    /// <param name="stopping">The server stops.</param>
    /// <exception cref="CredentialStoreException">The source cannot answer; the user may try again.</exception>
    ValueTask<PasswordVerdict> VerifyAsync(string user, Secret password, IPAddress? address, CancellationToken stopping);
}

/// <summary>What a source says of a user and a password.</summary>
public abstract record PasswordVerdict
{
    private PasswordVerdict() { }

    /// <summary>The source does not know this user, or cannot tell: the next source is asked.</summary>
    public sealed record Unknown : PasswordVerdict;

    public sealed record Wrong : PasswordVerdict;

    /// <summary>The password is right and does not help: the account is closed or has expired.</summary>
    public sealed record Closed : PasswordVerdict;

    /// <param name="Name">The user's one name, where the source takes several spellings for the same: it names the mailbox.</param>
    public sealed record Right(string Name) : PasswordVerdict;
}
