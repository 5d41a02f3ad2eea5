using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>fetchmail, with everything switched off that changes a message.</summary>
internal sealed class FetchmailClient : PopClient
{
    public override string Name => "fetchmail";

    public override int Many => 200;

    public override bool RemembersWhatItHas => true;

    public override IReadOnlyList<string> Mechanisms => ["USER", "CRAM-MD5", "APOP"];

    /// <summary>It corrupts lines from 8,190 octets: its buffer's end gets into the line.</summary>
    public override IReadOnlySet<string> Spoils { get; } = new HashSet<string>(StringComparer.Ordinal) { "line-100000" };

    /// <summary>Where a message has a header only, it adds the empty line that ends a header.</summary>
    public override byte[] Leaves(byte[] wire) => wire.AsSpan().IndexOf("\r\n\r\n"u8) >= 0 ? wire : [.. wire, .. "\r\n"u8];

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        var protection = errand.Protection switch
        {
            Protection.Plain => "sslproto ''",
            Protection.Stls => $"sslproto 'TLS1.2+' sslcertck sslcertfile '{errand.Server.CertificateFile}'",
            _ => $"ssl sslcertck sslcertfile '{errand.Server.CertificateFile}'",
        };
        var file = errand.At("fetchmailrc");
        await File.WriteAllTextAsync(file, $"""
            set no bouncemail
            set no spambounce
            set invisible
            poll localhost via localhost with proto {(errand.Mechanism == "APOP" ? "apop" : "pop3")} service {errand.Port} auth {(errand.Mechanism == "CRAM-MD5" ? "cram-md5" : "password")} timeout 40 uidl no dns
              user '{errand.User.Name}' there with password '{errand.User.Password}'
              {(errand.Keep ? "keep" : "no keep fetchall")}
              no rewrite no mimedecode no stripcr no dropstatus pass8bits
              {protection}
              mda 'cat >"$(mktemp {folder}/XXXXXXXX)"'

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["FETCHMAILHOME"] = errand.Folder };
        // Without a file of its own root's fetchmails keep one another out.
        var run = await Tool.RunAsync("fetchmail", ["-f", file, "-v", "--nosyslog", "--pidfile", errand.At("pid")], folder: errand.Folder, environment: environment);

        // 1 says: nothing new.
        return new Fetched(await ReadFolderAsync(folder), run.ExitCode == 1 ? run with { ExitCode = 0 } : run);
    }
}
