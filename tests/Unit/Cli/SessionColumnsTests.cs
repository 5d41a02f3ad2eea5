using Restante.Cli.Commands.Logs;

namespace Restante.Unit.Cli;

/// <summary>The table of sessions fits terminals of all widths, and keeps what matters longest.</summary>
public sealed class SessionColumnsTests
{
    private static readonly string[] Row =
        ["11-21 10:15", "a.very.long.name@mail.example.org", "2001:db8:1234:5678::9abc", "1234.5", "TLSv1.3", "12345", "99999k", "12345", "login-failed", "fetches-everything-again clear-text-login", "KJRd7Mhgh53GM2QU"];

    [Theory]
    [InlineData(40, "START USER ENDED")]
    [InlineData(60, "START USER ADDRESS RETR GONE ENDED")]
    [InlineData(80, "START USER ADDRESS SECS RETR GONE ENDED")]
    [InlineData(250, "START USER ADDRESS SECS TLS RETR OCTETS GONE ENDED NOTICED ID")]
    public void A_row_fits(int width, string headings)
    {
        var output = new StringWriter();
        var table = new TextTable(output, SessionColumns.All, width);
        table.Begin([Row]);
        table.Write(Row);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, l => Assert.InRange(l.Length, 1, width));
        Assert.Equal(headings, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }
}
