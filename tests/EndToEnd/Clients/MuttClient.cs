using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>mutt, and neomutt that came of it, on a terminal: fetch-mail into a Maildir.</summary>
/// <param name="program">Which of them.</param>
internal sealed class MuttClient(string program) : PopClient
{
    public override string Name => program;

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

        await File.WriteAllTextAsync(errand.At("muttrc"), $"""
            set pop_host="{(errand.Protection == Protection.Tls ? "pops" : "pop")}://{errand.User.Name}@localhost:{errand.Port}"
            set pop_pass="{errand.User.Password}"
            set pop_authenticators="user"
            set pop_delete={(errand.Keep ? "no" : "yes")}
            set pop_checkinterval=600
            set spoolfile={folder}
            set folder={errand.Folder}
            set mbox_type=Maildir
            set certificate_file={errand.Server.CertificateFile}
            set ssl_force_tls=no
            set ssl_starttls={(errand.Protection == Protection.Stls ? "yes" : "no")}
            set header_cache=""
            set move=no
            set quit=yes

            """);

        // They want a terminal: expect gives them one. What they say at the end differs; that they have it all, the server's session tells.
        await File.WriteAllTextAsync(errand.At("run"), $$"""
            set timeout 40
            spawn {{program}} -n -F {{errand.At("muttrc")}} -f {{folder}} -e {push <fetch-mail>}
            expect {
              -re {new message} {}
              -re {No new mail} {}
              timeout { exit 1 }
              eof { exit 2 }
            }
            send "q"
            expect {
              eof {}
              timeout { exit 3 }
            }

            """);
        var run = await Tool.RunAsync("expect", [errand.At("run")], folder: errand.Folder,
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm" });
        return new Fetched(await ReadFolderAsync(folder), run);
    }
}
