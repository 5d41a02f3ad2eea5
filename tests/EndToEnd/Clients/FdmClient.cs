using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>fdm, into a Maildir.</summary>
internal sealed class FdmClient : PopClient
{
    public override string Name => "fdm";

    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP"];

    /// <summary>On the TLS port it takes APOP wherever that is offered, and behind STLS never.</summary>
    public override bool LogsInBy(string mechanism, Protection protection) =>
        (mechanism, protection) is not ("USER", Protection.Tls) and not ("APOP", Protection.Stls);

    /// <summary>It leaves out what stands between a NUL and the end of the line.</summary>
    public override IReadOnlySet<string> Spoils { get; } = new HashSet<string>(StringComparer.Ordinal) { "nul" };

    public override byte[] Leaves(byte[] wire) => WithLf(wire);

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        var file = errand.At("fdm.conf");
        // Without a lock of its own one that is started by root refuses to run beside another.
        await File.WriteAllTextAsync(file, $"""
            {(Posix.IsRoot ? "set default-user \"root\"" : "")}
            set lock-file "{errand.At("lock")}"
            set verify-certificates
            set no-received
            set maximum-size 100M
            set timeout 40
            account "pop" {(errand.Protection == Protection.Tls ? "pop3s" : "pop3")} server "localhost" port {errand.Port} user "{errand.User.Name}" pass "{errand.User.Password}" {(errand.Mechanism == "APOP" || errand.Protection == Protection.Tls ? "" : "no-apop")} {(errand.Protection == Protection.Stls ? "starttls" : "")} {(errand.Keep ? "keep" : "")}
            action "store" maildir "{folder}"
            match all action "store"

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // Started by root it fetches as a user of its own, who may not look into our folders.
        var trusted = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.Copy(errand.Server.CertificateFile, trusted);
        try
        {
            File.SetUnixFileMode(trusted, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            var run = await Tool.RunAsync("fdm", ["-v", "-f", file, "fetch"], folder: errand.Folder,
                environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = trusted });
            return new Fetched(await ReadFolderAsync(Path.Combine(folder, "new")), run);
        }
        finally
        {
            File.Delete(trusted);
        }
    }
}
