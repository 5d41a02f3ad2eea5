using System.Text;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Bench;

/// <summary>A Maildir on disk with that many messages, its index written, and a few that came since.</summary>
internal sealed class BenchMaildir : IDisposable
{
    public const int New = 3;

    // ext4 lets a file have 65,000 names.
    private const int MostLinks = 60_000;

    private readonly string _root = Directory.CreateTempSubdirectory("restante-bench-").FullName;

    public BenchMaildir(int messages)
    {
        var ann = MailboxName.TryParse("ann", out var parsed) ? parsed : throw new FormatException("no mailbox is called so");
        Folders = MaildirFolders.Open(MaildirPath.Parse(_root + "/{user}"), ann, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Both are made here, before their times are taken.
        var (cur, _) = (Folders[Folder.Cur], Folders[Folder.New]);
        var known = new IndexedMessages.Builder(messages);
        var message = Encoding.ASCII.GetBytes(new string('x', 58) + "\r\n");
        byte[] source = [];
        for (var i = 0; i < messages; i++)
        {
            var stem = $"1700000000.M{i:D6}P4711Q{i}.mail.example.org";
            var fileName = $"{stem},S={message.Length},W={message.Length}:2,";
            var name = Encoding.ASCII.GetBytes(fileName);
            if (i % MostLinks == 0)
            {
                File.WriteAllBytes(Path.Combine(_root, "ann", "cur", fileName), message);
                source = name;
            }
            else if (cur.Link(source, cur, name) is not Errno.None and var error)
            {
                throw new IOException(error.InWords());
            }

            known.Add(Folder.Cur, name, byFullName: false, Encoding.ASCII.GetBytes(stem), new Measurement(message.Length, message.Length, MessageFlags.WireReady));
        }

        var times = FolderTimes.TryRead(Folders, out var read) ? read : throw new IOException("the folders have no times");
        Indexed = known.Build(times, Moment);
        Save(Indexed);
        for (var i = 0; i < New; i++)
        {
            File.WriteAllBytes(Path.Combine(_root, "ann", "new", $"1800000000.M{i:D6}P4711Q{i}.mail.example.org"), message);
        }
    }

    /// <summary>When all was listed; and now.</summary>
    public static long Moment => 1;

    public MaildirFolders Folders { get; }

    /// <summary>What the index on disk says: all but the new ones.</summary>
    public IndexedMessages Indexed { get; }

    public void Save(IndexedMessages messages)
    {
        if (IndexFile.Save(Folders.Top, messages, UnixFileMode.UserRead | UnixFileMode.UserWrite) is { } fault)
        {
            throw new IOException(fault);
        }
    }

    public void Dispose()
    {
        Folders.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
