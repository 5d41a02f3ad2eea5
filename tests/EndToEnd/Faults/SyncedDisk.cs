using System.Globalization;

namespace Restante.EndToEnd.Faults;

/// <summary>What a disk holds for sure, by the calls that shim.c wrote down, and what it may show after a power cut.</summary>
internal sealed class SyncedDisk
{
    /// <summary>By path: octets written, octets synced.</summary>
    private readonly Dictionary<string, (long Written, long Synced)> _files = new(StringComparer.Ordinal);
    /// <summary>Names that were made and removed, by path: the file they are, and how sure they are.</summary>
    private readonly Dictionary<string, Name> _names = new(StringComparer.Ordinal);
    private int _read;

    /// <summary>How many syncs there were.</summary>
    public int Syncs { get; private set; }

    public void Read(string file)
    {
        var lines = File.ReadAllLines(file);
        foreach (var line in lines.Skip(_read))
        {
            Take(line.Split('\t'));
        }

        _read = lines.Length;
    }

    /// <summary>True when a message with this unique-id is there, whole, whatever the disk forgot.</summary>
    public bool Keeps(string id, long length) => _names.Any(
        n => IsMessage(n.Key, id) && n.Value is { Made: Sureness.Sure, Removed: Sureness.No } && _files.GetValueOrDefault(n.Value.File).Synced == length);

    /// <summary>True when it may be there.</summary>
    public bool MayShow(string id) => _names.Any(n => IsMessage(n.Key, id) && n.Value.Removed != Sureness.Sure);

    private static bool IsMessage(string path, string id) =>
        Path.GetFileName(path).StartsWith(id + ",", StringComparison.Ordinal) && !path.Contains("/tmp/", StringComparison.Ordinal);

    private void Take(string[] fields)
    {
        var (call, result, path) = (fields[0], long.Parse(fields[1], CultureInfo.InvariantCulture), fields[2]);
        if (result < 0)
        {
            return;
        }

        switch (call)
        {
            case "write":
                _files[path] = (_files.GetValueOrDefault(path).Written + result, _files.GetValueOrDefault(path).Synced);
                break;
            case "sync":
                Syncs++;
                Sync(path);
                break;
            case "link":
                _names[fields[3]] = new Name(path, Sureness.Maybe, Sureness.No);
                break;
            case "unlink" when _names.TryGetValue(path, out var name):
                _names[path] = name with { Removed = Sureness.Maybe };
                break;
            default:
                break;
        }
    }

    private void Sync(string path)
    {
        if (_files.TryGetValue(path, out var file))
        {
            _files[path] = (file.Written, file.Written);
        }

        foreach (var (name, state) in _names.Where(n => Path.GetDirectoryName(n.Key) == path).ToList())
        {
            _names[name] = state with { Made = Sureness.Sure, Removed = state.Removed == Sureness.Maybe ? Sureness.Sure : state.Removed };
        }
    }

    private enum Sureness
    {
        No,
        Maybe,
        Sure,
    }

    private sealed record Name(string File, Sureness Made, Sureness Removed);
}
