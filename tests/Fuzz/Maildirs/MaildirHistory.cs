using System.Text;
using Restante.Fuzz.Targets;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;

namespace Restante.Fuzz.Maildirs;

/// <summary>
/// What was ever seen of one Maildir. What should be listed is read from the disk, file by file; each message has a
/// text of its own, by which it is known whatever its file is called.
/// </summary>
internal sealed class MaildirHistory
{
    private static readonly LeaseHolder Holder = new("fuzz", "mx1", "127.0.0.1", default);

    private readonly MaildirStore _store;
    private readonly MailboxName _mailbox;
    private readonly Dictionary<string, string> _idOf = [];
    private readonly Dictionary<string, string> _messageOf = [];

    public MaildirHistory(TempFolder folder)
    {
        _store = folder.Store();
        _mailbox = MailboxName.TryParse("ann", out var name) ? name : throw new FuzzException("no such name");
        Folder = Path.Combine(folder.Path, "ann");
        Strangers = new MaildirStrangers(Folder);
        Damage = new MaildirDamage(Folder);
    }

    public string Folder { get; }

    public MaildirStrangers Strangers { get; }

    public MaildirDamage Damage { get; }

    public async Task DeliverAsync()
    {
        var text = Strangers.NewText();
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(text));
        var receipt = await _store.DeliverAsync(_mailbox, stream, CancellationToken.None);
        Remember(Wire(text), receipt.UniqueId);
    }

    /// <summary>A session that only looks.</summary>
    public async Task ListAsync()
    {
        await using var maildrop = await OpenAsync();
        await CompareAsync(maildrop);
    }

    /// <summary>A session that removes those messages whose bits are set.</summary>
    public async Task RemoveAsync(int choice)
    {
        await using var maildrop = await OpenAsync();
        await CompareAsync(maildrop);
        var numbers = Numbers(maildrop).Where(number => (choice >> (number.Index % 8) & 1) != 0).ToList();
        var gone = new HashSet<string>();
        foreach (var number in numbers)
        {
            gone.Add(_messageOf[maildrop.Messages.UniqueIdText(number)]);
        }

        var left = Strangers.Texts().Select(Wire).Where(text => !gone.Contains(text)).Order(StringComparer.Ordinal).ToList();
        var removal = await maildrop.RemoveAsync(numbers);
        Holds(removal.Failed.Count == 0 && removal.Removed.SequenceEqual(numbers), $"removed {removal.Removed.Count} of {numbers.Count}: {removal.Reason}");
        Holds(Strangers.Texts().Select(Wire).Order(StringComparer.Ordinal).SequenceEqual(left), "other messages are left than those that were not marked");
    }

    private async Task CompareAsync(IMaildrop maildrop)
    {
        var there = Strangers.Texts().Select(Wire).ToHashSet(StringComparer.Ordinal);
        Holds(maildrop.Messages.Count == there.Count, $"{there.Count} messages are there, {maildrop.Messages.Count} are listed");
        foreach (var number in Numbers(maildrop))
        {
            var text = await ReadAsync(maildrop, number);
            Holds(there.Remove(text), $"message {number.Value} is not there, or listed twice");
            Remember(text, maildrop.Messages.UniqueIdText(number));
            Holds(maildrop.Messages.Octets(number) == text.Length, $"message {number.Value} has {text.Length} octets and is listed with {maildrop.Messages.Octets(number)}");
        }
    }

    private void Remember(string message, string id)
    {
        if (_idOf.TryGetValue(message, out var before) && before != id)
        {
            throw new FuzzException($"a message that was {before} is now {id}");
        }

        if (_messageOf.TryGetValue(id, out var other) && other != message)
        {
            throw new FuzzException($"{id} was another message's");
        }

        _idOf[message] = id;
        _messageOf[id] = message;
    }

    private async Task<IMaildrop> OpenAsync() =>
        await _store.OpenAsync(_mailbox, Holder, CancellationToken.None) is OpenOutcome.Opened opened ? opened.Maildrop : throw new FuzzException("the maildrop is locked");

    private static IEnumerable<MessageNumber> Numbers(IMaildrop maildrop) =>
        Enumerable.Range(0, maildrop.Messages.Count).Select(MessageNumber.FromIndex);

    /// <summary>As RETR sends it; there are no dots at the start of a line in these messages.</summary>
    private static async Task<string> ReadAsync(IMaildrop maildrop, MessageNumber number)
    {
        await using var body = await maildrop.OpenBodyAsync(number, CancellationToken.None);
        var octets = new List<byte>();
        var buffer = new byte[512];
        int read;
        while ((read = await body.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            octets.AddRange(buffer[..read]);
        }

        Holds(body.WireReady == (Wire(Encoding.Latin1.GetString(octets.ToArray())).Length == octets.Count), "what is called ready for the wire is not, or the other way round");
        return Wire(Encoding.Latin1.GetString(octets.ToArray()));
    }

    private static string Wire(string text) => Encoding.Latin1.GetString(WireOracle.Encode(Encoding.Latin1.GetBytes(text)).Sent);

    private static void Holds(bool condition, string what)
    {
        if (!condition)
        {
            throw new FuzzException(what);
        }
    }
}
