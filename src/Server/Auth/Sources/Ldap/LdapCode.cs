namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>Result codes (RFC 4511, appendix A), those that mean something to us. What libldap itself reports is negative.</summary>
internal enum LdapCode
{
    Success = 0,
    TimeLimitExceeded = 3,
    SizeLimitExceeded = 4,
    Referral = 10,
    ConstraintViolation = 19,
    NoSuchObject = 32,
    InvalidDnSyntax = 34,
    InappropriateAuthentication = 48,
    InvalidCredentials = 49,
    InsufficientAccess = 50,
    Busy = 51,
    Unavailable = 52,
    UnwillingToPerform = 53,
}
