namespace Restante.EndToEnd.Crashes;

/// <summary>What a ledger saw, for the table.</summary>
internal sealed class LedgerSums
{
    /// <summary>Deliveries that were answered.</summary>
    public int Acknowledged { get; set; }

    /// <summary>Deliveries without an answer that are there, whole.</summary>
    public int ThereUnacknowledged { get; set; }

    /// <summary>Deliveries that were refused.</summary>
    public int NotTaken { get; set; }

    /// <summary>Times that a message was fetched and compared.</summary>
    public int Fetched { get; set; }

    /// <summary>Messages that an answered QUIT removed.</summary>
    public int Removed { get; set; }

    /// <summary>Messages that a QUIT without an answer removed, or left.</summary>
    public int GoneUnanswered { get; set; }

    public int LeftUnanswered { get; set; }

    public int GoneWithoutRecord { get; set; }

    public void Add(LedgerSums other)
    {
        Acknowledged += other.Acknowledged;
        ThereUnacknowledged += other.ThereUnacknowledged;
        NotTaken += other.NotTaken;
        Fetched += other.Fetched;
        Removed += other.Removed;
        GoneUnanswered += other.GoneUnanswered;
        LeftUnanswered += other.LeftUnanswered;
        GoneWithoutRecord += other.GoneWithoutRecord;
    }

    public override string ToString() =>
        $"delivered {Acknowledged} (and {ThereUnacknowledged} without an answer, {NotTaken} refused), fetched {Fetched}, removed {Removed}; "
        + $"of QUITs without an answer {GoneUnanswered} gone ({GoneWithoutRecord} without a record), {LeftUnanswered} left";
}
