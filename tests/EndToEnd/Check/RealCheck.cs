using System.Text.Json.Nodes;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>The real command with a login, against a real server with two messages.</summary>
internal static class RealCheck
{
    /// <summary>What the command says of a slow server: of one on a machine that runs tests side by side these say nothing.</summary>
    public static readonly IReadOnlyList<string> SlowCodes = [ReachFindings.SlowGreeting.Code, LoginFindings.Slow.Code, FleetFindings.RoundTripSlow.Code];

    /// <summary>Severity and code of each finding but those of slowness, and what was seen.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(IPop3ServerUnderTest server, bool tls)
    {
        var user = server.NextUser();
        user.Maildir.Deliver("From: a@example.com\nSubject: one\n\nhello\n.dots\n"u8.ToArray());
        user.Maildir.Deliver("From: a@example.com\nSubject: two\n\nhello\n"u8.ToArray());
        using var folder = new ScratchFolder("check");
        await File.WriteAllTextAsync(folder["password"], user.Password + "\n");
        var port = tls ? server.TlsPort : server.PlainPort;
        var result = await RestanteProgram.RunAsync(
            ["check", $"127.0.0.1:{port}", "--ca", server.CertificateFile, "--user", user.Name, "--password-file", folder["password"], "--connections", "2", "--json"]);
        var json = JsonNode.Parse(result.Text)!;
        return [.. json["findings"]!.AsArray().Where(f => !SlowCodes.Contains((string)f!["code"]!)).Select(f => $"{f!["severity"]} {f["code"]}: {f["seen"]}")];
    }
}
