namespace Restante.Server.Auth.Sources.Pam;

/// <summary>What PAM functions return: the numbers of Linux-PAM's _pam_types.h, those that mean something to us.</summary>
internal enum PamCode
{
    Success = 0,
    PermissionDenied = 6,
    AuthenticationFailed = 7,
    UserUnknown = 10,
    TooManyTries = 11,
    NewPasswordRequired = 12,
    AccountExpired = 13,
    ConversationFailed = 19,
}
