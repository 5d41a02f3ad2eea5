using System.Buffers.Text;
using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>A list as it was read: what it holds, and how it began and ended.</summary>
/// <param name="Listings">What came, whole or not.</param>
/// <param name="Status">The line before it.</param>
/// <param name="End">How it ended.</param>
public sealed record ListRead<T>(T Listings, ServerReply Status, MultiLineEnd End)
{
    public bool IsWhole => Status.IsOk && End == MultiLineEnd.Terminator;
}

/// <summary>What STAT, LIST and UIDL said of a mailbox in one session.</summary>
/// <param name="Stat">STAT's answer.</param>
/// <param name="Scan">LIST's.</param>
/// <param name="Ids">UIDL's; null where it was not asked.</param>
public sealed record MailboxView(ServerReply Stat, ListRead<ScanListings> Scan, ListRead<UniqueIdListings>? Ids)
{
    /// <summary>Messages by STAT; null where it does not tell.</summary>
    public long? Messages { get; } = ParseStat(Stat)?.Messages;

    /// <summary>Octets by STAT; null where it does not tell.</summary>
    public decimal? Octets { get; } = ParseStat(Stat)?.Octets;

    /// <summary>LIST's messages; null where it did not come whole.</summary>
    public ScanListings? Listed => Scan.IsWhole ? Scan.Listings : null;

    /// <summary>UIDL's unique-ids; null where they did not come whole.</summary>
    public UniqueIdListings? UniqueIds => Ids is { IsWhole: true } ids ? ids.Listings : null;

    /// <summary>Nobody says that there is a message.</summary>
    public bool IsEmpty => Messages is null or 0 && Scan.Listings.Count == 0 && Ids is null or { Listings.Count: 0 };

    private static (long Messages, decimal Octets)? ParseStat(ServerReply reply)
    {
        var text = reply.Raw.Span;
        if (!reply.IsOk || text.Length < 4)
        {
            return null;
        }

        text = text[4..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(text, out long messages, out var used) && messages >= 0
            && Utf8Parser.TryParse(text[used..].TrimStart((byte)' '), out decimal octets, out _) ? (messages, octets) : null;
    }
}
