using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// Cyrus: a process serves many sessions. "counts" ends each, however it ended; that it was by QUIT shows only where
/// something was marked, by "Expunged".
/// </summary>
internal sealed class CyrusFormat : SentenceFormat
{
    public override string Name => "cyrus";

    public override string Title => "Cyrus IMAP's pop3d";

    public override bool IsProved => true;

    // cyrus/pop3, cyrus/pop3s, pop3, pop3s, pop3d by the name of the service. Dovecot's pop3(ann) has no process's number.
    public override bool IsProgram(ReadOnlySpan<byte> program)
    {
        var name = program.StartsWith("cyrus/"u8) ? program[6..] : program;
        return name.SequenceEqual("pop3"u8) || name.SequenceEqual("pop3s"u8) || name.SequenceEqual("pop3d"u8) || name.SequenceEqual("pop3ds"u8);
    }

    // Courier's program is called pop3d too, and so is Mailutils'.
    public override bool IsOurs(ReadOnlySpan<byte> message) =>
        !message.StartsWith("LOG"u8) && !message.StartsWith("TIMEOUT"u8) && !message.StartsWith("DISCONNECTED"u8) && !message.StartsWith("Connection, ip="u8)
        && !message.StartsWith("Disconnected, ip="u8) && !MailutilsFormat.IsTold(message);

    public override IReadOnlyList<Sentence> Sentences { get; } =
    [
        new("accepted connection", Belongs.First),
        new("login: {address} {user} {mechanism} User logged in SESSIONID=<{id}>", Belongs.ToSession, LoggedIn),
        new("login: {address} {user} {mechanism} User logged in", Belongs.ToSession, LoggedIn),
        // Whoever is anonymous may have given a password, which stands in the line: it is not read.
        new("event=login.good {pairs} login.anonymous={rest}", Belongs.ToNobody),
        new("event=login.good {pairs} login.password={rest}", Belongs.ToNobody),
        new("event=login.good {pairs}", Belongs.ToSession, GoodEvent),
        new("event=login.bad {pairs}", Belongs.ToSession, BadEvent),
        new("event={rest}", Belongs.ToNobody),
        new("badlogin: {address} {mechanism} ({user}) invalid user", Belongs.ToSession, Bad),
        new("badlogin: {address} {mechanism} ({user}) [{reason}]", Belongs.ToSession, Bad),
        new("badlogin: {address} {mechanism} ({user}) {reason}", Belongs.ToSession, Bad),
        new("badlogin: {address} {mechanism} [{reason}]", Belongs.ToSession, Bad),
        new("badlogin: {address} {reason}", Belongs.ToSession, Bad),
        new("starttls: {version} with cipher {rest}", Belongs.ToSession, Encrypted),
        new("counts: retr=<{#retr}> top=<{#top}> dele=<{#dele}>", Belongs.Last, Counted),
        new("Expunged {#messages} messages from {mailbox}", Belongs.ToSession, Expunged),
        new("auditlog: traffic sessionid=<{id}> {rest}", Belongs.IfAny),
        new("auditlog: {rest}", Belongs.ToNobody),
        new("Unable to lock maildrop {user}: {reason}", Belongs.ToSession, EndsBy(Ended.Locked)),
        new("Unable to open maildrop {user}: {reason}", Belongs.ToSession, EndsBy(Ended.Server)),
        new("{user}: Logins must be at least {reason} apart", Belongs.ToSession, EndsBy(Ended.Server)),
        new("Too many open connections {reason}", Belongs.ToSession, EndsBy(Ended.Server)),
        new("[pop3d] STARTTLS failed: {address}", Belongs.ToSession, EndsBy(Ended.TlsFailed)),
        new("STARTTLS failed: {address}", Belongs.ToSession, EndsBy(Ended.TlsFailed)),
        new("STARTTLS negotiation failed: {address}", Belongs.ToSession, EndsBy(Ended.TlsFailed)),
        new("pop3s failed: {address}", Belongs.ToSession, EndsBy(Ended.TlsFailed)),
        new("Maildrop {mailbox} has been (re)moved out from under client", Belongs.ToSession, EndsBy(Ended.Server)),
        new("executed", Belongs.ToNobody),
        new("USAGE {rest}", Belongs.IfAny),
        new("optimized mode for empty maildrop: {rest}", Belongs.IfAny),
        new("inittls: {rest}", Belongs.ToNobody),
        new("TLS server engine: {rest}", Belongs.ToNobody),
        new("SSL_accept() {rest}", Belongs.IfAny),
        new("DIGEST-MD5 {rest}", Belongs.ToNobody),
        new("DBMSG: {rest}", Belongs.ToNobody),
        new("DBERROR{rest}", Belongs.ToNobody),
        new("skiplist: {rest}", Belongs.ToNobody),
        new("twoskip: {rest}", Belongs.ToNobody),
        new("mystore: {rest}", Belongs.ToNobody),
        new("seen_db: {rest}", Belongs.ToNobody),
        new("open: user {rest}", Belongs.ToNobody),
        new("IOERROR: {rest}", Belongs.IfAny),
    ];

    private static void Entered(Session session, string? address, string? user, string? id)
    {
        (session.Address, session.User, session.Id) = (address, user, id ?? session.Id);
        (session.Login, session.Ended, session.Reason, session.TellsTls) = (Login.Ok, Ended.Unfinished, null, true);
    }

    // Since 3.12.
    private static void GoodEvent(Session session, in Told told)
    {
        Entered(session, told.AddressPair("pairs", "r.clienthost"u8), told.Pair("pairs", "u.username"u8), told.Pair("pairs", "sessionid"u8));
        session.Tls ??= told.Pair("pairs", "login.tls"u8) == "1" ? "TLS" : null;
        session.Mechanism = told.Pair("pairs", "login.mech"u8) is { } name ? name == "plaintext" ? "USER" : name.ToUpperInvariant() : null;
    }

    private static void BadEvent(Session session, in Told told)
    {
        Bad(session, told);
        session.User ??= told.Pair("pairs", "u.username"u8);
        session.Address ??= told.AddressPair("pairs", "r.clienthost"u8);
        session.Reason = told.Pair("pairs", "error"u8);
    }

    private static void LoggedIn(Session session, in Told told)
    {
        Entered(session, told.Address("address"), told.Text("user"), told.Text("id"));
        var mechanism = told.Octets("mechanism");
        var plus = mechanism.IndexOf("+TLS"u8);
        session.Tls ??= plus < 0 ? null : "TLS";
        var name = plus < 0 ? mechanism : mechanism[..plus];
        session.Mechanism = name.SequenceEqual("plaintext"u8) ? "USER" : told.Text("mechanism")?.Replace("+TLS", "", StringComparison.Ordinal).ToUpperInvariant();
    }

    private static void Bad(Session session, in Told told)
    {
        Refused(session, told);
        session.TellsTls = true;
    }

    private static void Encrypted(Session session, in Told told) => session.Tls = told.Text("version");

    private static void Counted(Session session, in Told told)
    {
        if (session.Login != Login.Ok)
        {
            session.Ended = session.Login == Login.Failed ? Ended.LoginFailed : session.Ended;
            return;
        }

        session.Retr = new Amount(told.Number("retr"), null);
        session.Top = new Amount(told.Number("top"), null);
        session.Dele = told.Number("dele");
        if (session.Removed is null && session.Dele > 0)
        {
            // QUIT would have written "Expunged" before.
            (session.Removed, session.Ended) = (0, Ended.Dropped);
        }
        else
        {
            session.Removed ??= 0;
        }
    }

    private static void Expunged(Session session, in Told told)
    {
        session.Removed = told.Number("messages");
        session.Ended = Ended.Quit;
    }
}
