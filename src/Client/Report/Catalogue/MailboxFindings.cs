namespace Restante.Client.Report.Catalogue;

/// <summary>The mailbox: lists, sizes, unique-ids, messages.</summary>
public static class MailboxFindings
{
    public static readonly IReadOnlyList<FindingKind> All = [];
}
