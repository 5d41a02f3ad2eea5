using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// popa3d: one process a session. The line "deleted, left" is written at QUIT and only then. It has no TLS of its own.
/// </summary>
internal sealed class Popa3dFormat : SentenceFormat
{
    public override string Name => "popa3d";

    public override string Title => "popa3d";

    public override bool IsProved => true;

    public override bool IsProgram(ReadOnlySpan<byte> program) => program.SequenceEqual("popa3d"u8);

    public override IReadOnlyList<Sentence> Sentences { get; } =
    [
        new("Session from {address}", Belongs.First, (session, in told) => session.Address = told.Address("address")),
        new("Authentication passed for {user}", Belongs.ToSession, (session, in told) => (session.User, session.Login) = (told.Text("user"), Login.Ok)),
        new("Authentication failed for UNKNOWN USER", Belongs.Last, Refused),
        new("Authentication failed for {user}", Belongs.Last, Refused),
        new("Didn't attempt authentication", Belongs.Last, EndsBy(Ended.Dropped)),
        new("{#messages} message{s} ({#octets} byte{s}) loaded", Belongs.ToSession, Loaded),
        new("{#deleted} ({#octets}) deleted, {#left} ({#leftOctets}) left", Belongs.Last, Quit),
        new("Premature disconnect", Belongs.Last, EndsBy(Ended.Dropped)),
        new("Connection timed out", Belongs.Last, EndsBy(Ended.Timeout)),
        new("Failed or refused to load {reason}", Belongs.Last, EndsBy(Ended.Server)),
        new("Failed to update {reason}", Belongs.Last, EndsBy(Ended.Server)),
        new("Server failure accessing {reason}", Belongs.Last, EndsBy(Ended.Server)),
        new("pam_unix({rest}", Belongs.IfAny),
        new("{address}: per source limit reached", Belongs.Alone, EndsBy(Ended.Server)),
        new("{address}: sessions limit reached", Belongs.Alone, EndsBy(Ended.Server)),
    ];

    private static void Loaded(Session session, in Told told)
    {
        session.Login = Login.Ok;
        session.Maildrop = new Amount(told.Number("messages"), told.Number("octets"));
    }

    private static void Quit(Session session, in Told told)
    {
        session.Ended = Ended.Quit;
        session.Login = Login.Ok;
        (session.Dele, session.Removed) = (told.Number("deleted"), told.Number("deleted"));
        session.Maildrop ??= new Amount(told.Number("deleted") + told.Number("left"), told.Number("octets") + told.Number("leftOctets"));
    }
}
