using Restante.Client.Certificates;
using Restante.Client.Connecting;
using Restante.Client.Middle;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>TLS of every listener: the certificates of TLS ports, and STLS and what is behind it on plain ones.</summary>
public sealed class TlsProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        foreach (var listener in examination.Listeners)
        {
            if (listener.Way.Channel == Channel.Implicit)
            {
                await LookAsync(examination, listener.Way, cancellation);
            }
            else if (examination.Options.Tls != TlsChoice.None)
            {
                await new StlsProbe(examination, listener).RunAsync(cancellation);
            }
        }
    }

    /// <summary>Reports what is wrong with the certificates that were shown.</summary>
    public static void Judge(Examination examination, string where, TlsOutcome.Established shown)
    {
        var options = examination.Options;
        var now = examination.Time.GetUtcNow();
        var issuers = string.Join("; ", shown.Chain.Select(CertificateWords.Issuer));
        if (MiddleSigns.Interceptor(issuers) is { } product)
        {
            // Whether it is trusted is no matter of the server's: another certificate stands before the server's own.
            examination.Report.Add(FleetFindings.Interference, $"{where}: the certificate was issued by {issuers}: {product} reads along");
            return;
        }

        foreach (var fault in new CertificateJudge(options.Target.Host, options.ExtraRoots, now, options.Thresholds.CertificateTerm).Judge(shown.Chain))
        {
            examination.Report.Add(fault.Kind, $"{where}: {fault.Seen}", fault.Meaning, fault.Advice, fault.Severity);
        }
    }

    /// <summary>In a few words, for a step.</summary>
    public static string Describe(TlsOutcome.Established shown) =>
        $"{TlsWords.Version(shown.Stream.SslProtocol)}, {CertificateWords.Subject(shown.Certificate)} by {CertificateWords.Issuer(shown.Certificate)}, until {CertificateWords.Date(CertificateTerm.Of(shown.Certificate).Ends)}";

    private static Task LookAsync(Examination examination, Way way, CancellationToken cancellation) => examination.StepAsync($"certificate of {way}", async () =>
    {
        await using var opened = await examination.OpenAsync(way, cancellation);
        if (opened.Established is not { } shown)
        {
            return (false, opened.Why);
        }

        Judge(examination, way.ToString(), shown);
        if (opened.IsReady)
        {
            await Examination.QuitAsync(opened.Ready, cancellation);
        }

        return (true, Describe(shown));
    });
}
