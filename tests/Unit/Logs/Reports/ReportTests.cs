using Restante.Logs.Lines;
using Restante.Logs.Reports;
using Restante.Unit.Logs.Formats;

namespace Restante.Unit.Logs.Reports;

public sealed class ReportTests
{
    [Fact]
    public void Users_are_summed_and_who_fetches_most_is_first()
    {
        var table = Report("users", 2);
        Assert.Equal("bob", table.Rows[0][0]);
        Assert.Equal(3L, table.Rows[0][1]);
        Assert.Equal(2 * 463114L, table.Rows[0][4]);
        Assert.Equal("fetches-everything-again", table.Rows[0][^1]);
        Assert.Equal(2, table.Rows.Count);
        Assert.True(table.Left > 5);
    }

    [Fact]
    public void Addresses_count_their_users()
    {
        var row = Report("addresses", 20).Rows.Single(r => (string?)r[0] == "192.0.2.66");
        Assert.Equal((10L, 10L, 10L), ((long)row[1]!, (long)row[2]!, (long)row[3]!));
    }

    [Fact]
    public void Failures_are_grouped_by_reason() =>
        Assert.Contains(Report("failures", 20).Rows, r => (string?)r[0] == "tls-failed" && r[3]!.ToString()!.Contains("unknown ca", StringComparison.Ordinal));

    [Fact]
    public void Reasons_that_differ_in_their_counts_only_are_one_and_error_numbers_stay()
    {
        var report = ReportNames.Create("failures");
        string[] reasons = ["Connection closed (auth failed, 1 attempts in 2 secs)", "Connection closed (auth failed, 3 attempts in 9 secs)", "Connection closed: SSL alert number 48", "Connection closed: SSL alert number 40"];
        foreach (var session in LogOutcome.OfLines([.. reasons.Select((r, i) => $"Nov 21 12:00:00 pop3-login: Info: Disconnected: {r}: user=<ann>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, session=<id{i}>")]).Sessions)
        {
            report.Add(session);
        }

        Assert.Equal([2L, 1L, 1L], report.Finish(20).Rows.Select(r => (long)r[1]!));
        Assert.Contains("# attempts in # secs", (string)report.Finish(20).Rows[0][3]!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_most_noticed_session_is_first() => Assert.Contains(' ', (string)Report("sessions", 5).Rows[0][9]!);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(48)]
    public void The_timeline_fits_and_loses_nothing(int top)
    {
        var table = Report("timeline", top);
        Assert.InRange(table.Rows.Count, 1, top);
        Assert.Equal(33L, table.Rows.Sum(r => (long)r[1]!));
        Assert.True(((LogTime)table.Rows[0][0]!).IsKnown);
    }

    [Fact]
    public void A_timeline_of_years_stays_small()
    {
        var report = ReportNames.Create("timeline");
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(i => $"{new DateTime(2000, 1, 1).AddHours(11 * i):yyyy-MM-dd'T'HH:mm:ss}.000Z n s{i} session-end user=ann address=1.2.3.4 end=quit seconds=0.0")];
        foreach (var session in LogOutcome.OfLines(lines).Sessions)
        {
            report.Add(session);
        }

        var table = report.Finish(48);
        Assert.InRange(table.Rows.Count, 10, 48);
        Assert.Equal(20_000L, table.Rows.Sum(r => (long)r[1]!));
    }

    private static ReportTable Report(string name, int top)
    {
        var report = ReportNames.Create(name);
        var sample = new Sample(Path.Combine("dovecot", "older-prefix.log"));
        foreach (var session in sample.Read(sample.Octets).Sessions)
        {
            report.Add(session);
        }

        return report.Finish(top);
    }
}
