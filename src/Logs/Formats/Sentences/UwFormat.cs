using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>UW's ipop3d: the number of messages at the login, and what was removed when the session ends by QUIT.</summary>
internal sealed class UwFormat : SentenceFormat
{
    public override string Name => "uw";

    public override string Title => "UW ipop3d";

    public override bool IsProved => false;

    public override bool IsProgram(ReadOnlySpan<byte> program) =>
        program.SequenceEqual("ipop3d"u8) || program.SequenceEqual("ipop3sd"u8) || program.SequenceEqual("ipop2d"u8);

    public override IReadOnlyList<Sentence> Sentences { get; } =
    [
        new("pop3 service init from {address}", Belongs.First, (session, in told) => session.Address = told.Address("address")),
        new("pop3s SSL service init from {address}", Belongs.First, Encrypted),
        new("connect from {address}", Belongs.First, (session, in told) => session.Address = told.Address("address")),
        new("APOP Login user={user} host={address} nmsgs={#messages}/{#all}", Belongs.ToSession, (session, in told) => LoggedIn(session, told, "APOP")),
        new("Auth user={user} host={address} nmsgs={#messages}/{#all}", Belongs.ToSession, (session, in told) => LoggedIn(session, told, null)),
        new("Login user={user} host={address} nmsgs={#messages}/{#all}", Belongs.ToSession, (session, in told) => LoggedIn(session, told, "USER")),
        new("Login failed user={user} auth={auth} host={address}", Belongs.ToSession, Refused),
        new("Login disabled user={user} auth={auth} host={address}", Belongs.ToSession, Refused),
        new("Excessive login failures user={user} auth={auth} host={address}", Belongs.Last, Refused),
        new("AUTHENTICATE {mechanism} failure host={address}", Belongs.ToSession, Refused),
        new("Logout user={user} host={address} nmsgs={#messages} ndele={#deleted}", Belongs.Last, Quit),
        new("Logout user={user} host={address}", Belongs.Last, (session, in told) => session.Ended = Ended.Quit),
        new("Autologout user={user} host={address}", Belongs.Last, EndsBy(Ended.Timeout)),
        new("Connection broken while reading line user={user} host={address}", Belongs.Last, EndsBy(Ended.Dropped)),
        new("Command stream end of file while reading line user={user} host={address}", Belongs.Last, EndsBy(Ended.Dropped)),
        new("Command stream end of file, while reading line user={user} host={address}", Belongs.Last, EndsBy(Ended.Dropped)),
        new("Killed (lost mailbox lock) user={user} host={address}", Belongs.Last, EndsBy(Ended.Locked)),
        new("Trying to get mailbox lock from process {#pid}", Belongs.ToSession),
        new("Error opening or locking INBOX user={user} host={address}", Belongs.Last, EndsBy(Ended.Locked)),
        new("Hangup user={user} host={address}", Belongs.Last, EndsBy(Ended.Dropped)),
        new("Mailbox closed for {reason} user={user} host={address}", Belongs.ToSession, EndsBy(Ended.Server)),
    ];

    private static void Encrypted(Session session, in Told told)
    {
        session.Address = told.Address("address");
        (session.Tls, session.TellsTls) = ("TLS", true);
    }

    private static void LoggedIn(Session session, in Told told, string? mechanism)
    {
        (session.User, session.Address, session.Login) = (told.Text("user"), told.Address("address"), Login.Ok);
        (session.Mechanism, session.Ended, session.Reason) = (mechanism, Ended.Unfinished, null);
        session.Maildrop = new Amount(told.Number("all"), null);
    }

    private static void Quit(Session session, in Told told)
    {
        (session.Ended, session.Login) = (Ended.Quit, Login.Ok);
        session.User ??= told.Text("user");
        session.Address ??= told.Address("address");
        (session.Dele, session.Removed) = (told.Number("deleted"), told.Number("deleted"));
        session.Maildrop ??= new Amount(told.Number("messages") + told.Number("deleted"), null);
    }
}
