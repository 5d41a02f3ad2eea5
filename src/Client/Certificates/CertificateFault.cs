using Restante.Client.Report;

namespace Restante.Client.Certificates;

/// <summary>Something that is wrong with a certificate.</summary>
/// <param name="Kind">Which finding.</param>
/// <param name="Seen">Names and dates out of the certificate.</param>
public sealed record CertificateFault(FindingKind Kind, string Seen)
{
    /// <summary>In place of the catalogue's; null for the catalogue's.</summary>
    public string? Meaning { get; init; }

    public string? Advice { get; init; }

    public Severity? Severity { get; init; }
}
