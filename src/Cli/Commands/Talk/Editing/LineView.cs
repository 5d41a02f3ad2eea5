namespace Restante.Cli.Commands.Talk.Editing;

/// <summary>What of a line stands on the screen: one row, moved sideways where it is longer, and nothing of a secret.</summary>
/// <param name="Text">Prompt and line.</param>
/// <param name="Column">Of the cursor, from 0.</param>
internal readonly record struct LineView(string Text, int Column)
{
    /// <param name="secretFrom">From here on the line is not shown.</param>
    public static LineView Of(string prompt, EditedLine line, int secretFrom, int width)
    {
        var shown = line.Text[..Math.Min(secretFrom, line.Text.Length)];
        var cursor = Math.Min(line.Cursor, shown.Length);
        var room = Math.Max(10, width - prompt.Length - 1);
        var start = Math.Max(0, cursor - room);
        return new LineView(prompt + shown[start..Math.Min(shown.Length, start + room)], prompt.Length + cursor - start);
    }
}
