using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Mail;

/// <summary>A user's Maildir, seen from the side of the mail servers that deliver into it.</summary>
internal sealed class Maildir
{
    /// <summary>File names begin with a time; a fixed one keeps runs alike.</summary>
    private const long FirstSecond = 1_795_000_000;

    private readonly uint? _owner;
    private int _count;

    /// <param name="path">The folder that holds tmp, new and cur; made if missing.</param>
    /// <param name="owner">Who shall own what is made; null leaves it with who runs the test.</param>
    public Maildir(string path, uint? owner = null)
    {
        FolderPath = path;
        _owner = owner;
        Directory.CreateDirectory(path);
        Give(Path.GetDirectoryName(path)!);
        Give(path);
        foreach (var name in (string[])["tmp", "new", "cur"])
        {
            Give(Directory.CreateDirectory(Path.Combine(path, name)).FullName);
        }
    }

    public string FolderPath { get; }

    /// <summary>The messages' files, in new and cur, in the order of delivery.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(FolderPath, "new"))
            .Concat(Directory.EnumerateFiles(Path.Combine(FolderPath, "cur")))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)];

    /// <summary>
    /// What must not change when nothing is deleted: each message's name without its flags, and its octets. A
    /// server may move files from new to cur.
    /// </summary>
    public IReadOnlyList<string> Inventory() =>
        [.. Files.Select(f => $"{BaseName(f)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}")];

    /// <summary>Stores all of them, each time in another program's style.</summary>
    public void DeliverAll(IEnumerable<CorpusMessage> messages)
    {
        var styles = Enum.GetValues<DeliveryStyle>();
        foreach (var (index, message) in messages.Index())
        {
            Deliver(message.Stored, styles[index % styles.Length]);
        }
    }

    /// <summary>Writes into tmp and moves into new, as every mail server does. Gives the file's path.</summary>
    public string Deliver(ReadOnlySpan<byte> message, DeliveryStyle style = DeliveryStyle.Postfix)
    {
        var name = NextName(style, message);
        var temporary = Path.Combine(FolderPath, "tmp", name);
        using (var file = File.Create(temporary))
        {
            file.Write(message);
        }

        return Move(temporary, "new", name);
    }

    /// <summary>Very many small ones, straight into new: the way there is not what the test is about.</summary>
    public void DeliverSmall(int count) =>
        Parallel.For(1, count + 1, i => File.WriteAllBytes(Path.Combine(FolderPath, "new", $"{FirstSecond + i}.M{i}P1.mx1"), MailCorpus.Small(i)));

    /// <summary>As if a mail program had seen it: in cur, with flags.</summary>
    public string DeliverSeen(ReadOnlySpan<byte> message, string flags = "S")
    {
        var delivered = Deliver(message);
        return Move(delivered, "cur", Path.GetFileName(delivered) + ":2," + flags);
    }

    /// <summary>Takes over a file that was made outside, for the very large ones.</summary>
    public string Adopt(string file)
    {
        var name = NextName(DeliveryStyle.Postfix, default);
        return Move(file, "new", name);
    }

    private static string BaseName(string file) => Path.GetFileName(file).Split(":2,")[0];

    private string Move(string from, string folder, string name)
    {
        var to = Path.Combine(FolderPath, folder, name);
        Give(from);
        File.Move(from, to);
        return to;
    }

    private string NextName(DeliveryStyle style, ReadOnlySpan<byte> message)
    {
        var n = _count++;
        var second = FirstSecond + n;
        return style switch
        {
            DeliveryStyle.Postfix => $"{second}.Vfe01I{0x2a0000 + n:x}M{n % 1_000_000}.mx1",
            DeliveryStyle.Exim => $"{second}.H{n % 1_000_000}P{4000 + n}.mx1.example.com",
            // S= is the file's size and W= the size with CRLF. Dovecot adds no line end to a last line without one,
            // and so W= is then two less than what goes over the wire.
            DeliveryStyle.Dovecot => $"{second}.M{n % 1_000_000}P{4000 + n}.mx1,S={message.Length},W={DovecotVirtualSize(message)}",
            DeliveryStyle.Procmail => $"{second}.{4000 + n}_{n}.mx1",
            DeliveryStyle.Maildrop => $"{second}.M{n % 1_000_000}P{4000 + n}V0000fe01I{0x2a0000 + n:x16}_{n}.mx1,S={message.Length}",
            _ => throw new ArgumentOutOfRangeException(nameof(style)),
        };
    }

    private static long DovecotVirtualSize(ReadOnlySpan<byte> message)
    {
        long size = message.Length;
        for (var i = 0; i < message.Length; i++)
        {
            size += message[i] == '\n' && (i == 0 || message[i - 1] != '\r') ? 1 : 0;
        }

        return size;
    }

    private void Give(string path)
    {
        if (_owner is { } owner)
        {
            Posix.GiveTo(path, owner, owner);
        }
    }
}
