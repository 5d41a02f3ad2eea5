using System.Globalization;

namespace Restante.EndToEnd.Clients;

/// <summary>gnutls-cli. It writes each octet by a call of its own: about a megabyte a second, whatever the server.</summary>
internal sealed class GnutlsClient : ByHandClient
{
    public override string Name => "gnutls-cli";

    protected override string Program => "gnutls-cli";

    // What it reports goes to a file, and not between the lines.
    protected override IEnumerable<string> Arguments(Errand errand) =>
    [
        "--logfile", errand.At("log"), "--x509cafile", errand.Server.CertificateFile,
        .. errand.Protection == Protection.Stls ? ["--starttls-proto=pop3"] : Array.Empty<string>(),
        "-p", errand.Port.ToString(CultureInfo.InvariantCulture), "localhost",
    ];
}
