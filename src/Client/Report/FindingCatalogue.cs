using Restante.Client.Report.Catalogue;

namespace Restante.Client.Report;

/// <summary>Everything that can be found, by area.</summary>
public static class FindingCatalogue
{
    public static readonly IReadOnlyList<FindingKind> All =
    [
        .. ReachFindings.All,
        .. TlsFindings.All,
        .. LoginFindings.All,
        .. ReplyFindings.All,
        .. MailboxFindings.All,
        .. FleetFindings.All,
    ];

    /// <summary>Null for a code that there is not.</summary>
    public static FindingKind? Find(string code) => All.FirstOrDefault(k => k.Code == code);
}
