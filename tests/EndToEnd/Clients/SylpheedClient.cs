using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>Sylpheed with its windows, on a screen that nobody sees.</summary>
internal sealed class SylpheedClient : PopClient
{
    public override string Name => "Sylpheed";

    public override bool RemembersWhatItHas => true;

    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP"];

    /// <summary>It leaves out what stands between a NUL and the end of the line, and the end too.</summary>
    public override IReadOnlySet<string> Spoils { get; } = new HashSet<string>(StringComparer.Ordinal) { "nul" };

    public override byte[] Leaves(byte[] wire) => WithLf(wire);

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var home = Directory.CreateDirectory(errand.At(".sylpheed-2.0")).FullName;
        foreach (var name in (string[])["inbox", "sent", "draft", "queue", "trash", "junk"])
        {
            Directory.CreateDirectory(Path.Combine(errand.At("Mail"), name));
        }

        await File.WriteAllTextAsync(Path.Combine(home, "accountrc"), $"""
            [Account: 1]
            account_name=corpus
            is_default=1
            name=Ann
            address=ann@example.com
            protocol=0
            receive_server=localhost
            smtp_server=localhost
            user_id={errand.User.Name}
            password={errand.User.Password}
            inbox=#mh/Mailbox/inbox
            use_apop_auth={(errand.Mechanism == "APOP" ? 1 : 0)}
            remove_mail={(errand.Keep ? 0 : 1)}
            message_leave_time=0
            get_all_mail=0
            enable_size_limit=0
            filter_on_receive=0
            receive_at_get_all=1
            set_popport=1
            pop_port={errand.Port}
            ssl_pop={errand.Protection switch { Protection.Plain => 0, Protection.Tls => 1, _ => 2 }}

            """);

        // auto_update_check asks a server of its maker's for news.
        await File.WriteAllTextAsync(Path.Combine(home, "sylpheedrc"), """
            [Common]
            online_mode=1
            auto_update_check=0
            autochk_newmail=0
            check_on_startup=0
            no_receive_error_panel=1
            close_receive_dialog=1

            """);
        await File.WriteAllTextAsync(Path.Combine(home, "folderlist.xml"), """
            <?xml version="1.0" encoding="UTF-8"?>
            <folderlist><folder type="mh" name="Mailbox" path="Mail"><folderitem type="inbox" name="inbox" path="inbox" /></folder></folderlist>
            """);
        File.Copy(errand.Server.CertificateFile, Path.Combine(home, "certs.crt"), overwrite: true);
        var run = await Tool.RunAsync("sh", [Script.File("sylpheed-run.sh")], folder: errand.Folder);
        return new Fetched(await MessagesAsync(errand.At("Mail/inbox")), run);
    }

    /// <summary>Beside the messages, whose names are numbers, lie its own files.</summary>
    private static async Task<IReadOnlyList<byte[]>> MessagesAsync(string folder) =>
        await Task.WhenAll(Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f).All(char.IsAsciiDigit)).Select(f => File.ReadAllBytesAsync(f)));
}
