namespace Restante.EndToEnd.Clients;

/// <summary>mutt, and neomutt that came of it, on a terminal: fetch-mail into a Maildir.</summary>
/// <param name="program">Which of them.</param>
internal sealed class MuttClient(string program) : PopClient
{
    public override string Name => program;

    /// <summary>Debian builds neomutt without SASL for POP3.</summary>
    public override IReadOnlyList<string> Mechanisms => program == "neomutt" ? ["USER", "APOP"]
        : ["USER", "PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "DIGEST-MD5", "APOP"];

    /// <summary>They leave out what stands between a NUL and the end of the line.</summary>
    public override IReadOnlySet<string> Spoils { get; } = new HashSet<string>(StringComparer.Ordinal) { "nul" };

    public override byte[] Leaves(byte[] wire) => WithLf(wire);

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var folder = errand.At("got");
        foreach (var name in (string[])["tmp", "new", "cur"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        var run = await MuttTerminal.FetchAsync(program, errand.Folder, folder, $"""
            set pop_host="{(errand.Protection == Protection.Tls ? "pops" : "pop")}://{errand.User.Name}@localhost:{errand.Port}"
            set pop_pass="{errand.User.Password}"
            set pop_authenticators="{errand.Mechanism.ToLowerInvariant()}"
            set pop_delete={(errand.Keep ? "no" : "yes")}
            set pop_checkinterval=600
            set certificate_file={errand.Server.CertificateFile}
            set ssl_starttls={(errand.Protection == Protection.Stls ? "yes" : "no")}
            """);
        return new Fetched(await ReadFolderAsync(folder), run);
    }
}
