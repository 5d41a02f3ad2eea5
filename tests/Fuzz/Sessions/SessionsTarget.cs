using System.Text;
using Restante.Fuzz.Targets;
using Restante.Server.Stores;
using Restante.Server.Stores.Memory;

namespace Restante.Fuzz.Sessions;

/// <summary>
/// Whole sessions against <see cref="SessionModel"/>: each reply is the one that must come, each octet of each message
/// arrives, what must remain remains, and no password is in the log.
/// </summary>
internal class SessionsTarget : FuzzTarget
{
    private static readonly string[] Lines =
    [
        "STAT", "LIST", "UIDL", "LIST 1", "UIDL 2", "RETR 1", "RETR 2", "RETR 3", "TOP 1 0", "TOP 2 1", "TOP 3 99999999", "DELE 1", "DELE 2", "DELE 3",
        "RSET", "NOOP", "CAPA", "DELE 0", "RETR", "LIST 9", "quit", "stat ", "XTND X", "", "noop x", "AUTH", "AUTH PLAIN", "AUTH plain =", "*", "=",
        "USER ann", "USER bob", "PASS Zq7xCanary", "PASS wrong", "PASS  Zq7xCanary", "APOP ann 0123", "STLS",
        "AUTH PLAIN AGFubgBacTd4Q2FuYXJ5", "AGFubgBacTd4Q2FuYXJ5", "AUTH PLAIN AGFubgB3cm9uZw==", "AGFubg==", "AUTH LOGIN", "GET / HTTP/1.1",
    ];

    private static readonly byte[] Alphabet = [.. ".\r\n ab\0"u8, 0xE9];

    /// <summary>What is delivered while a session runs.</summary>
    public static byte[] Late { get; } = "Subject: late\r\n\r\ncame while a session ran\r\n"u8.ToArray();

    public override string Name => "sessions";

    public override int InputsInTests => 1500;

    public override byte[] Make(Random random)
    {
        var messages = Enumerable.Range(0, random.Next(5)).Select(_ => Message(random)).ToList();
        var said = new StringBuilder();
        if (random.Next(8) > 0)
        {
            said.Append(random.Next(3) == 0 ? "AUTH PLAIN AGFubgBacTd4Q2FuYXJ5\r\n" : "USER ann\r\nPASS Zq7xCanary\r\n");
        }

        for (var lines = random.Next(25); lines > 0; lines--)
        {
            said.Append(random.Next(60) == 0 ? new string('x', random.Next(240, 300)) : Lines[random.Next(Lines.Length)]);
            said.Append(random.Next(8) switch { 0 => "\n", 1 => "\r\r\n", _ => "\r\n" });
        }

        said.Append(random.Next(3) switch { 0 => "", 1 => "QUIT", _ => "QUIT\r\n" });
        var octets = Encoding.Latin1.GetBytes(said.ToString());
        if (octets.Length > 0 && random.Next(4) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        var piece = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.Next(1, 200) };
        var goneAfter = random.Next(6) == 0 ? 16 * random.Next(1, 256) : 0;
        return new SessionInput(piece, goneAfter, random.Next(6), messages, octets).ToOctets();
    }

    public override void Check(byte[] input)
    {
        // A signature of PROXY version 2 is recognised only where it arrives in one piece; otherwise it is lines.
        if (SessionInput.Parse(input) is { } session && !session.Octets.AsSpan().StartsWith("\r\n\r\n\0"u8)
            && Protocol.Pop3.ForeignProtocol.RecogniseOctets(session.Octets) is null)
        {
            CheckAsync(session).GetAwaiter().GetResult();
        }
    }

    private protected virtual async Task CheckAsync(SessionInput input) => await CheckAsync(input, new MemoryMailStore());

    private protected static async Task CheckAsync(SessionInput input, IMailStore store)
    {
        if (!MailboxName.TryParse(SessionModel.User, out var mailbox))
        {
            throw new FuzzException("the model's user has no mailbox");
        }

        foreach (var message in input.Messages)
        {
            using var stream = new MemoryStream(message);
            await store.DeliverAsync(mailbox, stream, CancellationToken.None);
        }

        var before = await UniqueIdsAsync(store, mailbox);
        Agree(input.Messages.Count, before.Count, "messages after delivery");
        var log = new ListLog();
        var run = new SessionRun(store, mailbox, log);
        var seen = await run.PlayAsync(input);
        var after = await UniqueIdsAsync(store, mailbox);
        Holds(log.Lines.All(line => !line.Contains(SessionModel.Password, StringComparison.Ordinal)), "the log has the password");
        try
        {
            Compare(input, new SessionModel(input.Messages, before, input.Octets), seen, before, after);
        }
        catch (FuzzException) when (run.Late is not null)
        {
            // What came meanwhile came before the login, perhaps: then it is the last of the list.
            List<string> withLate = [.. before, run.Late];
            Compare(input, new SessionModel([.. input.Messages, Late], withLate, input.Octets), seen, withLate, after);
        }
    }

    private static void Compare(SessionInput input, SessionModel model, byte[] seen, List<string> before, List<string> after)
    {
        var whole = input.GoneAfter == 0;
        new ReplyCheck(seen).Against(model.Replies, whole);
        var remaining = before.Where((_, index) => !model.Removed.Contains(index + 1)).ToList();
        var old = after.Where(before.Contains).ToList();
        Holds(
            old.SequenceEqual(remaining) || (!whole && old.SequenceEqual(before)),
            $"there should be {string.Join(' ', remaining)}, there are {string.Join(' ', old)}");
        Holds(after.Distinct(StringComparer.Ordinal).Count() == after.Count && after.Count - old.Count <= 1, "a unique-id twice, or mail from nowhere");
    }

    private static async Task<List<string>> UniqueIdsAsync(IMailStore store, MailboxName mailbox)
    {
        var opened = await store.OpenAsync(mailbox, new LeaseHolder("check", "pop-01", "127.0.0.1", default), CancellationToken.None) as OpenOutcome.Opened
            ?? throw new FuzzException("the session is over, and the maildrop is locked");
        await using var maildrop = opened.Maildrop;
        return [.. Enumerable.Range(0, maildrop.Messages.Count).Select(index => maildrop.Messages.UniqueIdText(Protocol.Pop3.MessageNumber.FromIndex(index)))];
    }

    private static byte[] Message(Random random)
    {
        var octets = new byte[random.Next(10) == 0 ? 16 : random.Next(60)];
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] = Alphabet[random.Next(Alphabet.Length)];
        }

        return octets.Length == 16 && random.Next(2) == 0 ? SessionInput.Repeat(octets) : octets;
    }
}
