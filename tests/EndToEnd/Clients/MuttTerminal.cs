using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>mutt and neomutt want a terminal: expect gives them one, fetches by fetch-mail, and leaves by their key.</summary>
internal static class MuttTerminal
{
    /// <param name="program">Which of them.</param>
    /// <param name="folder">Where its files go.</param>
    /// <param name="inbox">The folder that it fetches into, and shows.</param>
    /// <param name="login">Settings: where it fetches, as whom and how.</param>
    public static async Task<ToolResult> FetchAsync(string program, string folder, string inbox, string login)
    {
        var settings = Path.Combine(folder, "muttrc");
        await File.WriteAllTextAsync(settings, $"""
            {login}
            set spoolfile={inbox}
            set folder={folder}
            set mbox_type={(Directory.Exists(inbox) ? "Maildir" : "mbox")}
            set ssl_force_tls=no
            set header_cache=""
            set move=no
            set quit=yes

            """);

        // What they say at the end differs; that they have it all, the server's session tells.
        var script = Path.Combine(folder, "run");
        await File.WriteAllTextAsync(script, $$"""
            set timeout 80
            spawn {{program}} -n -F {{settings}} -f {{inbox}} -e {push <fetch-mail>}
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
        return await Tool.RunAsync("expect", [script], folder: folder,
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm" });
    }
}
