using Microsoft.Extensions.Logging;

namespace Restante.Server.Stores.Maildir;

/// <summary>What the Maildir store tells the operator. Event ids 500 to 599 are the stores'.</summary>
internal static partial class MaildirLog
{
    [LoggerMessage(500, LogLevel.Warning, "{Path}: the index was ignored and is made anew; no unique-id changes: {Fault}")]
    public static partial void IndexIgnored(ILogger log, string path, string fault);

    [LoggerMessage(501, LogLevel.Warning, "{Path}: the index was not written, sessions only open more slowly: {Fault}")]
    public static partial void IndexNotWritten(ILogger log, string path, string fault);

    [LoggerMessage(502, LogLevel.Warning, "{Path}: messages are removed without a note of which: {Fault}")]
    public static partial void RemovalNotAnnounced(ILogger log, string path, string fault);

    [LoggerMessage(503, LogLevel.Information, "{Message} was listed with {Listed} octets and has {Octets}")]
    public static partial void SizeWasWrong(ILogger log, string message, long listed, long octets);
}
