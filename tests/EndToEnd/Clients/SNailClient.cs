using System.Text;
using System.Text.RegularExpressions;
using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>s-nail, reading the maildrop as a folder and copying it into a Maildir.</summary>
internal sealed partial class SNailClient : PopClient
{
    public override string Name => "s-nail";

    /// <summary>It takes APOP wherever the greeting has a timestamp, unless it is told not to.</summary>
    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP"];

    /// <summary>It writes LF, quotes From at a line's start as an mbox wants it, and ends every message in an empty line.</summary>
    public override byte[] Leaves(byte[] wire)
    {
        var text = FromLine().Replace(Encoding.Latin1.GetString(WithLf(wire)), "\n>From ");
        return Encoding.Latin1.GetBytes(text.EndsWith("\n\n", StringComparison.Ordinal) ? text : text + "\n");
    }

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        var file = errand.At("mailrc");
        await File.WriteAllTextAsync(file, $"""
            set v15-compat
            set tls-verify=strict tls-ca-no-defaults tls-ca-file={errand.Server.CertificateFile}
            set newfolders=maildir
            {(errand.Protection == Protection.Stls ? "set pop3-use-starttls" : "")}
            {(errand.Mechanism == "APOP" ? "" : "set pop3-no-apop")}

            """);
        var url = $"{(errand.Protection == Protection.Tls ? "pop3s" : "pop3")}://{errand.User.Name}:{errand.User.Password}@localhost:{errand.Port}";
        var orders = Encoding.ASCII.GetBytes($"copy * \"{folder}/box\"\n{(errand.Keep ? "" : "delete *\n")}quit\n");
        var run = await Tool.RunAsync("s-nail", ["-:u", "-#", .. errand.Keep ? ["-R"] : Array.Empty<string>(), "-f", url], orders, errand.Folder,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["MAILRC"] = file });
        return new Fetched(await ReadFolderAsync(folder), run);
    }

    // Where nothing follows, no mbox begins a message.
    [GeneratedRegex("\nFrom (?=[^\n])")]
    private static partial Regex FromLine();
}
