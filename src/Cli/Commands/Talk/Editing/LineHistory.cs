namespace Restante.Cli.Commands.Talk.Editing;

/// <summary>What was typed before, oldest first. It lives as long as the session, and on no disk.</summary>
internal sealed class LineHistory
{
    private const int Most = 1000;

    private readonly List<string> _lines = [];
    private string _unfinished = "";
    private int _place;

    /// <summary>Keeps a line, unless it is empty or the same as the last.</summary>
    public void Add(string line)
    {
        if (line.Trim().Length > 0 && (_lines.Count == 0 || _lines[^1] != line))
        {
            _lines.Add(line);
            if (_lines.Count > Most)
            {
                _lines.RemoveAt(0);
            }
        }
    }

    /// <summary>A new line begins.</summary>
    public void Start() => (_place, _unfinished) = (_lines.Count, "");

    /// <summary>The line before; null at the oldest.</summary>
    /// <param name="current">What stands there now, to come back to.</param>
    public string? Back(string current)
    {
        if (_place == 0)
        {
            return null;
        }

        if (_place == _lines.Count)
        {
            _unfinished = current;
        }

        return _lines[--_place];
    }

    /// <summary>The line after; the unfinished one at last; null behind that.</summary>
    public string? Forward() => _place >= _lines.Count ? null : ++_place == _lines.Count ? _unfinished : _lines[_place];
}
