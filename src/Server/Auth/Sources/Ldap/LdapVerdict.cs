namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>What the answer to a user's bind means.</summary>
internal static class LdapVerdict
{
    /// <param name="answer">The directory's.</param>
    /// <param name="known">The entry was found: a refusal is the password's fault.</param>
    /// <param name="name">The verdict's, when the password is right.</param>
    /// <exception cref="CredentialStoreException">It says nothing of this user.</exception>
    public static PasswordVerdict Of(LdapAnswer answer, bool known, string name) => (answer.Code, answer.Policy) switch
    {
        // The bind worked, but only for changing the password, which POP3 cannot do.
        (LdapCode.Success, PolicyError.ChangeAfterReset) => new PasswordVerdict.Closed(),
        (LdapCode.Success, _) => new PasswordVerdict.Right(name),
        (LdapCode.InvalidCredentials, PolicyError.AccountLocked or PolicyError.PasswordExpired) => new PasswordVerdict.Closed(),

        // Directories say the same of a stranger as of a wrong password, on purpose.
        (LdapCode.InvalidCredentials, _) => known ? new PasswordVerdict.Wrong() : new PasswordVerdict.Unknown(),

        // An entry without a password.
        (LdapCode.InappropriateAuthentication, _) => new PasswordVerdict.Wrong(),

        // Nothing that one entry causes may be taken for an outage: it would shut everybody out for a while.
        (LdapCode.UnwillingToPerform or LdapCode.ConstraintViolation or LdapCode.InsufficientAccess, _) => new PasswordVerdict.Closed(),
        (LdapCode.NoSuchObject or LdapCode.InvalidDnSyntax or LdapCode.Referral, _) => new PasswordVerdict.Unknown(),
        _ => throw new CredentialStoreException($"a bind was answered with {LibLdap.Describe((int)answer.Code)}{Quote(answer.Diagnostic)}"),
    };

    /// <summary>The directory's words, cut: behind a message of ours.</summary>
    public static string Quote(string diagnostic) => diagnostic.Length == 0 ? "" : $" ({diagnostic[..Math.Min(diagnostic.Length, 200)]})";
}
