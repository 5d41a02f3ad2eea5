namespace Restante.Client.Report.Catalogue;

/// <summary>Logging in.</summary>
public static class LoginFindings
{
    public static readonly IReadOnlyList<FindingKind> All = [];
}
