using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>Logs that show what both sides said, line by line.</summary>
public sealed class TranscriptFormat : ILogFormat
{
    private readonly Func<SessionTable, ILineReader> _open;

    private TranscriptFormat(string name, string title, bool isProved, Func<SessionTable, ILineReader> open) =>
        (Name, Title, IsProved, _open) = (name, title, isProved, open);

    /// <summary>The particular before the general: a line without any mark is the last one's.</summary>
    public static IReadOnlyList<ILogFormat> All { get; } =
    [
        new TranscriptFormat("hmailserver", "hMailServer", false, s => new HMailServerReader(s)),
        new TranscriptFormat("icewarp", "IceWarp and Merak: the log, and copies of the console", false, s => new IceWarpReader(s)),
        new TranscriptFormat("fetchmail", "fetchmail -v, on standard output or in syslog", true, s => new FetchmailReader(s)),
        new TranscriptFormat("thunderbird", "Thunderbird, mailnews.pop3.loglevel", false, s => new ThunderbirdReader(s)),
        new TranscriptFormat("dialog", "mpop, mutt, MailKit, poplib, Sylpheed, Claws, YAM, K-9, and dialogs in reports", true, s => new DialogReader(s)),
        new TranscriptFormat("curl", "curl -v", true, s => new CurlReader(s)),
        new TranscriptFormat("terminal", "telnet and openssl s_client", true, s => new TerminalReader(s)),
    ];

    public string Name { get; }

    public string Title { get; }

    public bool IsProved { get; }

    public ILineReader Open(SessionTable sessions) => _open(sessions);
}
