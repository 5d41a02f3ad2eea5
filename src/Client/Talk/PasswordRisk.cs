using Restante.Client.Certificates;
using Restante.Client.Report;

namespace Restante.Client.Talk;

/// <summary>Whether somebody on the way could read a password that is sent now.</summary>
public enum PasswordRisk
{
    /// <summary>TLS with a certificate that proves the server, or no network in between.</summary>
    None,
    ClearText,

    /// <summary>TLS, but nobody vouches for who is at its other end.</summary>
    Unproven,
}

/// <summary>Judges the protection of a connection.</summary>
/// <param name="judge">Of certificates; for the name that the person gave.</param>
public sealed class Protection(CertificateJudge judge)
{
    public PasswordRisk RiskOf(Opened opened) =>
        opened.Way.IsLoopback ? PasswordRisk.None
        : opened.Established is null ? PasswordRisk.ClearText
        : FaultsOf(opened).Count > 0 ? PasswordRisk.Unproven
        : PasswordRisk.None;

    /// <summary>What keeps the certificate from proving the server, each in words; nothing without TLS.</summary>
    public IReadOnlyList<string> FaultsOf(Opened opened) => opened.Established is not { } tls ? [] :
        [.. judge.Judge(tls.Chain).Where(f => (f.Severity ?? f.Kind.Severity) == Severity.Error).Select(f => $"{f.Kind.Title}: {f.Seen} ({f.Kind.Code})")];
}
