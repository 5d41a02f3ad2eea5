namespace Restante.EndToEnd.Crashes;

/// <summary>The records that left the process in all its lives.</summary>
internal sealed class CrashRecords(string file)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Session, string Id)> _gone = [];
    private readonly HashSet<string> _unsure = new(StringComparer.Ordinal);
    private long _read;

    /// <summary>True when a receipt of this session, or what the next one found of it, names the message as gone.</summary>
    public bool SayGone(string session, string id)
    {
        lock (_lock)
        {
            ReadOn();
            return _gone.Contains((session, id));
        }
    }

    /// <summary>True when the receipt of this session says that nothing of it is sure to last, and why: the folder could not be synced.</summary>
    public bool SayUnsure(string session)
    {
        lock (_lock)
        {
            ReadOn();
            return _unsure.Contains(session);
        }
    }

    private void ReadOn()
    {
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _read;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();

        // A line that a death tore tells nothing; the next life writes on behind it.
        var whole = text.LastIndexOf('\n') + 1;
        _read += whole;
        foreach (var line in text[..whole].Split('\n'))
        {
            Take(line.Split(' '));
        }
    }

    private void Take(string[] words)
    {
        if (words.Length < 4 || words[3] is not ("receipt" or "update-interrupted"))
        {
            return;
        }

        var session = words[3] == "receipt" ? words[2] : Value(words, "holder=");
        if (words[3] == "receipt" && Value(words, "removed=") == "0" && Value(words, "failed=") != "0")
        {
            _ = _unsure.Add(session);
        }

        foreach (var id in Value(words, "ids=").Split(','))
        {
            _ = _gone.Add((session, id));
        }
    }

    private static string Value(string[] words, string key) =>
        (Array.Find(words, w => w.StartsWith(key, StringComparison.Ordinal)) ?? key)[key.Length..].Trim('"');
}
