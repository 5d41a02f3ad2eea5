using System.Globalization;

namespace Restante.EndToEnd.Clients;

/// <summary>openssl s_client.</summary>
internal sealed class OpensslClient : ByHandClient
{
    public override string Name => "openssl";

    protected override string Program => "openssl";

    // -quiet: no report between the lines, and R and Q at a line's start are just letters.
    protected override IEnumerable<string> Arguments(Errand errand) =>
    [
        "s_client", "-quiet", "-connect", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{errand.Port}"),
        "-CAfile", errand.Server.CertificateFile, "-verify_return_error",
        .. errand.Protection == Protection.Stls ? ["-starttls", "pop3"] : Array.Empty<string>(),
    ];
}
