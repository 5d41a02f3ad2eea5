namespace Restante.Cli.Commands.Talk.Editing;

/// <summary>A line while it is typed: its text and where the cursor stands.</summary>
internal sealed class EditedLine
{
    private string _killed = "";

    public string Text { get; private set; } = "";

    /// <summary>Between 0 and the text's length.</summary>
    public int Cursor { get; private set; }

    public void Set(string text) => (Text, Cursor) = (text, text.Length);

    public void Insert(string typed)
    {
        Text = Text.Insert(Cursor, typed);
        Cursor += typed.Length;
    }

    public void MoveTo(int place) => Cursor = Math.Clamp(place, 0, Text.Length);

    public void Backspace()
    {
        if (Cursor > 0)
        {
            Cursor--;
            Text = Text.Remove(Cursor, 1);
        }
    }

    public void Delete()
    {
        if (Cursor < Text.Length)
        {
            Text = Text.Remove(Cursor, 1);
        }
    }

    public void KillToEnd()
    {
        _killed = Text[Cursor..];
        Text = Text[..Cursor];
    }

    public void KillToStart() => KillFrom(0);

    /// <summary>Back to the start of the word, blanks before it included.</summary>
    public void KillWord() => KillFrom(WordStart());

    public void Yank() => Insert(_killed);

    /// <summary>Forgets what was cut out: it may have been a secret.</summary>
    public void Forget() => _killed = "";

    private int WordStart()
    {
        var start = Cursor;
        while (start > 0 && Text[start - 1] == ' ')
        {
            start--;
        }

        while (start > 0 && Text[start - 1] != ' ')
        {
            start--;
        }

        return start;
    }

    private void KillFrom(int start)
    {
        _killed = Text[start..Cursor];
        Text = Text.Remove(start, Cursor - start);
        Cursor = start;
    }
}
