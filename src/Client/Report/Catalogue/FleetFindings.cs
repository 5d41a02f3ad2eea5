namespace Restante.Client.Report.Catalogue;

/// <summary>Many machines behind one name, and what stands between.</summary>
public static class FleetFindings
{
    public static readonly IReadOnlyList<FindingKind> All = [];
}
