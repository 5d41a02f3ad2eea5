namespace Restante.Server.Auth;

/// <summary>A passwd-file's text while it is edited: what an edit does not mean to change stays as it is, to the octet.</summary>
public sealed class PasswordFileText(string text)
{
    private const char Mark = '\uFEFF';

    // An editor's byte order mark is no part of the first name.
    private readonly string _mark = text.StartsWith(Mark) ? Mark.ToString() : "";
    private readonly List<string> _lines = [.. (text.StartsWith(Mark) ? text[1..] : text).Split('\n')];

    /// <summary>False when the name is there already.</summary>
    public bool Add(string name, PasswordHash secret)
    {
        if (LineOf(name) >= 0)
        {
            return false;
        }

        // The text after the last line end is no line; it is where the next one begins.
        var line = $"{name}:{secret.Encode()}";
        if (_lines[^1].Length == 0)
        {
            _lines.Insert(_lines.Count - 1, line);
        }
        else
        {
            _lines.AddRange([line, ""]);
        }

        return true;
    }

    /// <summary>Replaces the secret and keeps all other fields. False when there is no such name.</summary>
    public bool Change(string name, PasswordHash secret)
    {
        var index = LineOf(name);
        if (index < 0)
        {
            return false;
        }

        var secretStart = name.Length + 1;
        var line = _lines[index];
        var secretEnd = line.IndexOf(':', secretStart) is >= 0 and var end ? end : line.TrimEnd('\r').Length;
        _lines[index] = line[..secretStart] + secret.Encode() + line[secretEnd..];
        return true;
    }

    /// <summary>False when there is no such name.</summary>
    public bool Remove(string name)
    {
        var index = LineOf(name);
        if (index >= 0)
        {
            _lines.RemoveAt(index);
        }

        return index >= 0;
    }

    public override string ToString() => _mark + string.Join('\n', _lines);

    private int LineOf(string name) => _lines.FindIndex(l => l.StartsWith(name + ":", StringComparison.Ordinal));
}
