using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>mpop, into an Exchange pickup folder: the one delivery of its that keeps CRLF.</summary>
internal sealed class MpopClient : PopClient
{
    public override string Name => "mpop";

    public override bool RemembersWhatItHas => true;

    public override IReadOnlyList<string> Mechanisms => ["USER", "PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "DIGEST-MD5", "APOP"];

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        var file = errand.At("mpoprc");
        await File.WriteAllTextAsync(file, $"""
            account default
            host localhost
            port {errand.Port}
            timeout 40
            user {errand.User.Name}
            password {errand.User.Password}
            auth {errand.Mechanism.ToLowerInvariant()}
            tls {(errand.Protection == Protection.Plain ? "off" : "on")}
            tls_starttls {(errand.Protection == Protection.Stls ? "on" : "off")}
            tls_trust_file {(errand.Protection == Protection.Plain ? "" : errand.Server.CertificateFile)}
            keep {(errand.Keep ? "on" : "off")}
            only_new on
            received_header off
            uidls_file {errand.At("uidls")}
            delivery exchange {folder}

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var run = await Tool.RunAsync("mpop", ["-C", file], folder: errand.Folder);
        return new Fetched(await ReadFolderAsync(folder), run);
    }
}
