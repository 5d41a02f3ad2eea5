using Restante.Cli.Commands.Logs;

namespace Restante.Unit.Cli;

public sealed class TextTableTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(80)]
    public void A_table_fits_the_terminal(int width)
    {
        var output = new StringWriter { NewLine = "\n" };
        var table = new TextTable(output, SessionColumns.All, width);
        string[] row = [width < 100 ? "11-21 10:15:03" : "2026-11-21 10:15:03", new string('u', 40), "2001:db8:1234:5678:9abc:def0:1234:5678", "1234", "TLSv1.3", "12345", "99999k", "12345", "login-failed", "fetches-everything-again no-quit", "0123456789abcdef"];
        table.Begin([row]);
        table.Write(row);

        Assert.All(output.ToString().Split('\n'), l => Assert.InRange(l.Length, 0, width));
        Assert.Contains("login-failed", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("=cmd()", "'=cmd()")]
    public void A_cell_of_CSV_is_no_formula_and_no_two_cells(string text, string expected) => Assert.Equal(expected, Csv.Cell(text));
}
