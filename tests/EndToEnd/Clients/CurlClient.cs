using System.Globalization;
using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>curl: one address a message; what it writes is exactly what came.</summary>
internal sealed class CurlClient : PopClient
{
    public override string Name => "curl";

    /// <summary>Not USER: that it takes only where nothing else is offered. Debian builds it without GNU SASL, and so without SCRAM.</summary>
    public override IReadOnlyList<string> Mechanisms => ["PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "APOP"];

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var scheme = errand.Protection == Protection.Tls ? "pop3s" : "pop3";
        var url = $"{scheme}://127.0.0.1:{errand.Port}/";
        var common = new List<string> { "-sS", "-m", "150", "--cacert", errand.Server.CertificateFile, "-u", $"{errand.User.Name}:{errand.User.Password}" };
        if (errand.Mechanism != "USER")
        {
            common.AddRange(["--login-options", "AUTH=" + (errand.Mechanism == "APOP" ? "+APOP" : errand.Mechanism)]);
        }

        if (errand.Protection == Protection.Stls)
        {
            common.Add("--ssl-reqd");
        }

        var list = await Tool.RunAsync("curl", [.. common, url], folder: errand.Folder);
        var count = list.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        if (count == 0 || list.ExitCode != 0)
        {
            return new Fetched([], list);
        }

        // All in one process, and so over one connection.
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        var arguments = new List<string>(common);
        for (var i = 1; i <= count; i++)
        {
            arguments.AddRange(["-o", Path.Combine(folder, i.ToString("0000", CultureInfo.InvariantCulture)), $"{url}{i}"]);
        }

        if (!errand.Keep)
        {
            for (var i = 1; i <= count; i++)
            {
                // -l because the answer to DELE has one line; curl would wait for a final dot. The number is added by curl.
                arguments.AddRange(["--next", .. common, "-l", "-X", "DELE", $"{url}{i}"]);
            }
        }

        var run = await Tool.RunAsync("curl", arguments, folder: errand.Folder);
        return new Fetched(await ReadFolderAsync(folder), run);
    }
}
