using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Transport;

/// <summary>One handshake by openssl s_client, on either kind of port.</summary>
internal static class Handshake
{
    public static Task<ToolResult> TryAsync(RestanteServer server, bool stls, params string[] options)
    {
        string[] where = stls ? ["-connect", $"127.0.0.1:{server.PlainPort}", "-starttls", "pop3"] : ["-connect", $"127.0.0.1:{server.TlsPort}"];
        return Tool.RunAsync("openssl", ["s_client", .. where, "-crlf", .. options], Encoding.ASCII.GetBytes("QUIT\n"));
    }

    /// <summary>The subject of the certificate that a client gets for a name.</summary>
    public static async Task<string> SubjectAsync(RestanteServer server, bool stls, string host)
    {
        var result = await TryAsync(server, stls, host.Length == 0 ? ["-noservername"] : ["-servername", host]);
        return result.Text.Split('\n').FirstOrDefault(l => l.StartsWith("subject=", StringComparison.Ordinal), result.ToString()).Replace("subject=CN = ", "", StringComparison.Ordinal);
    }
}
