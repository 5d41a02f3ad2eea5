namespace Restante.Logs;

/// <summary>
/// The stable numbers of our records, in blocks of 100. A number is never used again for something else; scripts and
/// fail2ban rely on the names, which stand beside each message in Server/Diagnostics/Log.
/// </summary>
public static class EventIds
{
    // 100: the server
    public const int Listening = 100;
    public const int Stopping = 102;
    public const int Reloaded = 103;
    public const int ReloadFailed = 104;
    public const int CertificateExpires = 105;

    // 200: sessions
    public const int SessionStart = 200;
    public const int SessionEnd = 201;
    public const int Transcript = 202;
    public const int InternalError = 203;
    public const int TlsFailed = 204;
    public const int StlsInjection = 205;
    public const int Refused = 206;
    public const int ProxyRefused = 207;
    public const int WrongProtocol = 208;
    public const int CertificateIgnored = 209;

    // 300: logins
    public const int LoginFailed = 300;
    public const int LoginUnavailable = 301;
    public const int UsersFile = 302;
    public const int LoginTooSoon = 303;
    public const int SourceDown = 304;
    public const int SourceUp = 305;
    public const int EntryUnusable = 306;

    // 400: maildrops
    public const int Update = 400;
    public const int Receipt = 401;
    public const int UpdateInterrupted = 402;
    public const int StoreFailed = 403;
    public const int MessageFailed = 404;
    public const int InUse = 406;
}
