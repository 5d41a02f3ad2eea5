using Microsoft.Extensions.Logging;
using Restante.Logs;

namespace Restante.Server.Diagnostics;

/// <summary>
/// All that the server logs. Numbers and names are stable; the placeholders are the record's keys, the session first.
/// docs/manual/records.md describes each.
/// </summary>
public static partial class Log
{
    [LoggerMessage(EventIds.SessionStart, LogLevel.Information, "{session} {address} {listener} {proxy} {proxyid} {cn}", EventName = "session-start")]
    public static partial void SessionStart(
        this ILogger log, string session, string address, string listener, string? proxy, string? proxyId, string? cn);

    [LoggerMessage(
        EventIds.SessionEnd, LogLevel.Information,
        "{session} {user} {address} {tls} {mechanism} {end} {maildrop} {retr} {top} {dele} {removed} {octetsIn} {octetsOut} {seconds} {lines} {tlsat} {cipher}",
        EventName = "session-end")]
    public static partial void SessionEnd(
        this ILogger log, string session, string? user, string address, string? tls, string? mechanism, string end,
        string? maildrop, string retr, string top, int dele, int removed, long octetsIn, long octetsOut, double seconds, string? lines, string? tlsAt, string? cipher);

    [LoggerMessage(EventIds.Transcript, LogLevel.Information, "{session} {mark} {line}", EventName = RecordWriter.TranscriptEvent)]
    public static partial void TranscriptLine(this ILogger log, string session, char mark, string line);

    [LoggerMessage(EventIds.InternalError, LogLevel.Error, "{session} {error}", EventName = "internal-error")]
    public static partial void InternalError(this ILogger log, string session, string error);

    [LoggerMessage(EventIds.TlsFailed, LogLevel.Warning, "{session} {address} {reason}", EventName = "tls-failed")]
    public static partial void TlsFailed(this ILogger log, string session, string address, string reason);

    [LoggerMessage(EventIds.StlsInjection, LogLevel.Warning, "{session} {address} {octets}", EventName = "stls-injection")]
    public static partial void StlsInjection(this ILogger log, string session, string address, long octets);

    [LoggerMessage(EventIds.Refused, LogLevel.Warning, "{session} {address} {reason}", EventName = "session-refused")]
    public static partial void SessionRefused(this ILogger log, string session, string address, string reason);

    [LoggerMessage(EventIds.ProxyRefused, LogLevel.Warning, "{session} {address} {listener} {reason}", EventName = "proxy-refused")]
    public static partial void ProxyRefused(this ILogger log, string session, string address, string listener, string reason);

    [LoggerMessage(EventIds.WrongProtocol, LogLevel.Warning, "{session} {address} {reason}", EventName = "wrong-protocol")]
    public static partial void WrongProtocol(this ILogger log, string session, string address, string reason);

    [LoggerMessage(EventIds.CertificateIgnored, LogLevel.Warning, "{session} {address} {subject} {reason}", EventName = "certificate-ignored")]
    public static partial void CertificateIgnored(this ILogger log, string session, string address, string subject, string reason);

    [LoggerMessage(EventIds.LoginFailed, LogLevel.Warning, "{session} {user} {address} {mechanism} {tls} {reason}", EventName = "login-failed")]
    public static partial void LoginFailed(
        this ILogger log, string session, string? user, string address, string mechanism, string? tls, string reason);

    [LoggerMessage(EventIds.LoginUnavailable, LogLevel.Error, "{session} {user} {address} {reason}", EventName = "login-unavailable")]
    public static partial void LoginUnavailable(this ILogger log, string session, string? user, string address, string reason);

    [LoggerMessage(EventIds.LoginTooSoon, LogLevel.Information, "{session} {user} {address}", EventName = "login-too-soon")]
    public static partial void LoginTooSoon(this ILogger log, string session, string user, string address);

    [LoggerMessage(EventIds.InUse, LogLevel.Information, "{session} {user} {address} {holder} {holderaddress} {since}", EventName = "maildrop-in-use")]
    public static partial void MaildropInUse(
        this ILogger log, string session, string user, string address, string? holder, string? holderAddress, DateTimeOffset? since);

    [LoggerMessage(EventIds.Update, LogLevel.Information, "{session} {user} {marked} {ids}", EventName = "update")]
    public static partial void Update(this ILogger log, string session, string user, int marked, string ids);

    [LoggerMessage(EventIds.Receipt, LogLevel.Information, "{session} {user} {removed} {failed} {ids} {reason}", EventName = "receipt")]
    public static partial void Receipt(
        this ILogger log, string session, string user, int removed, int failed, string? ids, string? reason);

    [LoggerMessage(EventIds.UpdateInterrupted, LogLevel.Warning, "{session} {user} {holder} {gone} {left} {ids}", EventName = "update-interrupted")]
    public static partial void UpdateInterrupted(
        this ILogger log, string session, string user, string? holder, int gone, int left, string? ids);

    [LoggerMessage(EventIds.StoreFailed, LogLevel.Error, "{session} {user} {reason}", EventName = "store-failed")]
    public static partial void StoreFailed(this ILogger log, string session, string user, string reason);

    [LoggerMessage(EventIds.MessageFailed, LogLevel.Error, "{session} {user} {message} {id} {reason}", EventName = "message-failed")]
    public static partial void MessageFailed(
        this ILogger log, string session, string user, int message, string id, string reason);

    [LoggerMessage(EventIds.Listening, LogLevel.Information, "{session} {protocol} {address}", EventName = "listening")]
    public static partial void Listening(this ILogger log, string session, string protocol, string address);

    [LoggerMessage(EventIds.Stopping, LogLevel.Information, "{session} {reason}", EventName = "stopping")]
    public static partial void Stopping(this ILogger log, string session, string reason);

    [LoggerMessage(EventIds.Reloaded, LogLevel.Information, "{session} {what}", EventName = "reloaded")]
    public static partial void Reloaded(this ILogger log, string session, string what);

    [LoggerMessage(EventIds.ReloadFailed, LogLevel.Error, "{session} {what} {reason}", EventName = "reload-failed")]
    public static partial void ReloadFailed(this ILogger log, string session, string what, string reason);

    [LoggerMessage(EventIds.CertificateExpires, LogLevel.Warning, "{session} {file} {names} {expires} {days}", EventName = "certificate-expires")]
    public static partial void CertificateExpires(
        this ILogger log, string session, string file, string names, DateTimeOffset expires, int days);

    [LoggerMessage(EventIds.UsersFile, LogLevel.Warning, "{session} {file} {problem}", EventName = "users-file")]
    public static partial void UsersFile(this ILogger log, string session, string file, string problem);

    [LoggerMessage(EventIds.SourceDown, LogLevel.Error, "{session} {source} {reason}", EventName = "source-down")]
    public static partial void SourceDown(this ILogger log, string session, string source, string reason);

    [LoggerMessage(EventIds.SourceUp, LogLevel.Information, "{session} {source} {seconds}", EventName = "source-up")]
    public static partial void SourceUp(this ILogger log, string session, string source, double seconds);

    [LoggerMessage(EventIds.EntryUnusable, LogLevel.Warning, "{session} {user} {reason}", EventName = "entry-unusable")]
    public static partial void EntryUnusable(this ILogger log, string session, string user, string reason);
}
