namespace Restante.Unit.Logs.Formats;

/// <summary>A log that was read and has no sessions says why.</summary>
public sealed class RemarkTests
{
    private const string Quiet = "Nov 21 12:00:03 pop-01 fetchmail[221]: reading message ann@pop.example.org:1 of 3 (120 octets) flushed";

    [Fact]
    public void Fetchmail_without_v_has_no_sessions_and_says_so() =>
        Assert.Contains("fetchmail -v", LogOutcome.OfLines(Quiet).Reading.Remarks.Single(), StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_said_where_there_are_sessions_or_no_such_lines()
    {
        Assert.Empty(LogOutcome.OfLines(Quiet, "Nov 21 12:00:04 pop-01 fetchmail[221]: POP3< +OK hello").Reading.Remarks);
        Assert.Empty(LogOutcome.OfLines("Nov 21 12:00:04 pop-01 cron[221]: hello").Reading.Remarks);
    }
}
