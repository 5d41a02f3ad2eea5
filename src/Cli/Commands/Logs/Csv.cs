using System.Globalization;

namespace Restante.Cli.Commands.Logs;

/// <summary>Rows as RFC 4180 has them.</summary>
internal static class Csv
{
    public static void Write(TextWriter output, IEnumerable<object?> cells) => output.Write(string.Join(',', cells.Select(Cell)) + "\r\n");

    internal static string Cell(object? cell)
    {
        var text = Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";

        // A spreadsheet would calculate with a user who calls himself "=cmd()".
        if (cell is string && text.Length > 0 && text[0] is '=' or '+' or '-' or '@')
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }
}
