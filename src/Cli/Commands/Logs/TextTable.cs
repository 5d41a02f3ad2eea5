using System.Text;

namespace Restante.Cli.Commands.Logs;

/// <summary>Columns that fit the terminal. Rows may go on after the widths are settled; what is too long is cut with an ellipsis.</summary>
internal sealed class TextTable(TextWriter output, IReadOnlyList<Column> columns, int width)
{
    private const string Gap = "  ";

    // Names and addresses are cut below this only when all is gone that a table can do without.
    private const int Readable = 15;
    private const int FirstWanted = 4;

    private readonly int[] _widths = new int[columns.Count];

    // One for all rows: there may be millions.
    private readonly StringBuilder _line = new();

    /// <summary>Settles the widths by some rows and prints the headings.</summary>
    public void Begin(IReadOnlyList<string[]> sample)
    {
        int[] natural = [.. columns.Select((c, i) => sample.Select(r => r[i].Length).Append(c.Name.Length).Max())];
        for (var drop = 0; drop <= Math.Max(FirstWanted, columns.Max(c => c.Drop)); drop++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                _widths[i] = columns[i].Drop > 0 && columns[i].Drop <= drop ? 0 : natural[i];
            }

            Shrink(drop < FirstWanted ? Readable : 0);
            if (Total() <= width)
            {
                break;
            }
        }

        output.WriteLine(Terminal.Dim(Line([.. columns.Select(c => c.Name)]).ToString()));
    }

    public void Write(string[] row) => output.WriteLine(Line(row));

    private int Total() => _widths.Where(w => w > 0).Sum() + Gap.Length * (_widths.Count(w => w > 0) - 1);

    // The widest that may be cut first.
    private void Shrink(int floor)
    {
        while (Total() > width)
        {
            var widest = Enumerable.Range(0, columns.Count).Where(i => columns[i].Least > 0 && _widths[i] > Math.Max(columns[i].Least, floor)).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? 0 : _widths[i]);
            if (widest < 0)
            {
                return;
            }

            _widths[widest]--;
        }
    }

    private StringBuilder Line(string[] row)
    {
        var line = _line.Clear();
        for (var i = 0; i < row.Length; i++)
        {
            if (_widths[i] == 0)
            {
                continue;
            }

            line.Append(line.Length > 0 ? Gap : "");
            var text = row[i].Length <= _widths[i] || columns[i].Least == 0 ? row[i] : row[i][..(_widths[i] - 1)] + "…";
            var blanks = Math.Max(0, _widths[i] - text.Length);
            _ = columns[i].IsNumber ? line.Append(' ', blanks).Append(text) : line.Append(text).Append(' ', blanks);
        }

        while (line.Length > 0 && line[^1] == ' ')
        {
            line.Length--;
        }

        return line;
    }
}
