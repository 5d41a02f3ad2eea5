using System.Globalization;

namespace Restante.EndToEnd.Clients;

/// <summary>gnutls-cli.</summary>
internal sealed class GnutlsClient : ByHandClient
{
    public override string Name => "gnutls-cli";

    /// <summary>It hands out half a megabyte a second, whatever the server.</summary>
    public override int MostOctets => 1_000_000;

    protected override string Program => "gnutls-cli";

    // What it reports goes to a file, and not between the lines.
    protected override IEnumerable<string> Arguments(Errand errand) =>
    [
        "--logfile", errand.At("log"), "--x509cafile", errand.Server.CertificateFile,
        .. errand.Protection == Protection.Stls ? ["--starttls-proto=pop3"] : Array.Empty<string>(),
        "-p", errand.Port.ToString(CultureInfo.InvariantCulture), "localhost",
    ];
}
