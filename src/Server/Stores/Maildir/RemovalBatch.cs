using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>One UPDATE: files unlinked one by one, made durable together.</summary>
internal sealed class RemovalBatch(MaildirFolders folders, MaildirSnapshot snapshot)
{
    private readonly List<MessageNumber> _removed = [];
    private readonly List<MessageNumber> _failed = [];
    private readonly HashSet<Folder> _touched = [];
    private string? _reason;
    private bool _lookedAgain;

    public void Remove(MessageNumber number)
    {
        var record = snapshot.RecordOf(number);
        var fault = Unlink(record);
        while (fault is null && snapshot.TryTakeOtherName(record, out var folder, out var name))
        {
            var error = Unlink(folder, name);
            fault = error is Errno.None or Errno.NotFound ? null : error.InWords();
        }

        (fault is null ? _removed : _failed).Add(number);
        _reason ??= fault is null ? null : $"{folders.Path}: message {snapshot.List.UniqueIdText(number)}: {fault}";
    }

    /// <summary>Makes it durable. A removal that a power cut might undo is not one that may be reported.</summary>
    public Removal Finish()
    {
        foreach (var folder in _touched)
        {
            var error = folders[folder].Sync();
            if (error != Errno.None)
            {
                return new Removal([], [.. _removed.Concat(_failed).OrderBy(number => number.Value)], $"{folders.Path}: {folder}: {error.InWords()}");
            }
        }

        return new Removal(_removed, _failed, _reason);
    }

    /// <summary>Null when the message is gone, by our doing or another's; else why it is not.</summary>
    private string? Unlink(int record)
    {
        // Three looks at most: at where it was, at where it is, and once more where a folder that is renamed in showed
        // it nowhere. After that another program is playing with us.
        for (var looks = 0; looks < 3; looks++)
        {
            if (snapshot.TryLocate(record, out var folder, out var name))
            {
                if (snapshot.WasRenamed(record))
                {
                    return "another program renamed it; it was left where it is";
                }

                var error = Unlink(folder, name);
                if (error != Errno.NotFound)
                {
                    return error == Errno.None ? null : error.InWords();
                }
            }
            else if (_lookedAgain)
            {
                return null;
            }

            snapshot.LocateAgain();
            _lookedAgain = looks > 0;
        }

        return snapshot.TryLocate(record, out _, out _) ? "another program keeps moving it" : null;
    }

    private Errno Unlink(Folder folder, ReadOnlySpan<byte> name)
    {
        var error = folders[folder].Unlink(name);
        if (error == Errno.None)
        {
            _touched.Add(folder);
        }

        return error;
    }
}
