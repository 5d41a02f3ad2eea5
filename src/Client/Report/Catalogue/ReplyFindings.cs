namespace Restante.Client.Report.Catalogue;

/// <summary>The form of what the server says.</summary>
public static class ReplyFindings
{
    public static readonly IReadOnlyList<FindingKind> All = [];
}
