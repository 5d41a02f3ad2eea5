using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// GNU Mailutils' pop3d: one process a session, and above them one that says how each ended. No address is logged. "session
/// ended" is QUIT; how many messages it removed is not told.
/// </summary>
internal sealed class MailutilsFormat : SentenceFormat
{
    public override string Name => "mailutils";

    public override string Title => "GNU Mailutils' pop3d";

    public override bool IsProved => true;

    public override bool IsProgram(ReadOnlySpan<byte> program) => program.SequenceEqual("pop3d"u8);

    // Cyrus's program may be called pop3d, and Courier's is.
    public override bool IsOurs(ReadOnlySpan<byte> message) => IsTold(message);

    /// <summary>True for what Mailutils says, and neither Cyrus nor Courier.</summary>
    public static bool IsTold(ReadOnlySpan<byte> message) => !message.IsEmpty && message[0] switch
    {
        (byte)'u' => message.StartsWith("user `"u8),
        (byte)'s' => message.StartsWith("session ended for "u8) || message.StartsWith("session timed out for "u8),
        (byte)'p' => message.StartsWith("process "u8) || message.StartsWith("pop3d (GNU Mailutils "u8) || message.StartsWith("pam_unix(mailutils:"u8),
        (byte)'P' => message.StartsWith("POP3 login: user `"u8),
        (byte)'T' => message.StartsWith("TLS established using "u8),
        (byte)'f' => message.StartsWith("failed to create TLS stream: "u8),
        (byte)'l' => message.StartsWith("locking mailbox `"u8),
        (byte)'R' => message.StartsWith("Read failed: "u8) || message.SequenceEqual("Read time out"u8),
        (byte)'U' => message.SequenceEqual("Unexpected eof on input"u8),
        (byte)'r' => message.SequenceEqual("remote protocol error"u8),
        (byte)'I' => message.SequenceEqual("I/O error"u8),
        _ => false,
    };

    public override IReadOnlyList<Sentence> Sentences { get; } =
    [
        new("process {#process} finished with code {#code} ({rest})", Belongs.EndsProcess, Finished),
        new("POP3 login: user `{user}', source {source}", Belongs.ToSession, LoggedIn),
        new("user `{user}' logged in with mailbox `{mailbox}' ({#messages} message{s})", Belongs.ToSession, Opened),
        new("user `{user}': authentication failed", Belongs.ToSession, Bad),
        new("user `{user}' nonexistent", Belongs.ToSession, Bad),
        new("session ended for user: {user}", Belongs.Last, Quit),
        new("session ended for no user", Belongs.Last, Quit),
        new("session timed out for user: {user}", Belongs.Last, EndsBy(Ended.Timeout)),
        new("session timed out for no user", Belongs.Last, EndsBy(Ended.Timeout)),
        new("TLS established using {cipher} ({version})", Belongs.ToSession, Encrypted),
        new("failed to create TLS stream: {reason}", Belongs.Last, EndsBy(Ended.TlsFailed)),
        new("locking mailbox `{mailbox}' failed: {reason}", Belongs.ToSession, EndsBy(Ended.Locked)),
        new("Unexpected eof on input", Belongs.ToSession, EndsBy(Ended.Dropped)),
        new("Read failed: {reason}", Belongs.ToSession, EndsBy(Ended.Dropped)),
        new("Read time out", Belongs.ToSession, EndsBy(Ended.Timeout)),
        new("remote protocol error", Belongs.Last),
        new("I/O error", Belongs.Last),
        new("pam_unix({rest}", Belongs.ToSession),
        new("pop3d (GNU Mailutils {version}) started", Belongs.ToNobody),
    ];

    private static void LoggedIn(Session session, in Told told)
    {
        (session.User, session.Login, session.TellsTls) = (told.Text("user"), Login.Ok, true);
        (session.Ended, session.Reason) = (Ended.Unfinished, null);
    }

    private static void Opened(Session session, in Told told)
    {
        LoggedIn(session, told);
        session.Maildrop = new Amount(told.Number("messages"), null);
    }

    private static void Bad(Session session, in Told told)
    {
        Refused(session, told);
        session.TellsTls = true;
    }

    // TLS1.3 is everybody else's TLSv1.3.
    private static void Encrypted(Session session, in Told told)
    {
        session.Tls = told.Text("version")?.Replace("TLS1", "TLSv1", StringComparison.Ordinal);
        session.TellsTls = true;
    }

    private static void Quit(Session session, in Told told)
    {
        session.User ??= told.Text("user");
        session.Ended = session.Ended == Ended.Locked ? Ended.Locked : session.Login == Login.Failed ? Ended.LoginFailed : Ended.Quit;
    }

    // A session of which nothing more was said was dropped, before it got in.
    private static void Finished(Session session, in Told told) =>
        session.Ended = session.Ended == Ended.Unfinished ? Ended.Dropped : session.Ended;
}
