using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>getmail 6, into a Maildir.</summary>
internal sealed class GetmailClient : PopClient
{
    public override string Name => "getmail";

    public override bool RemembersWhatItHas => true;

    /// <summary>It knows no STLS.</summary>
    public override bool Speaks(Protection protection) => protection != Protection.Stls;

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        foreach (var name in (string[])["tmp", "new", "cur"])
        {
            Directory.CreateDirectory(Path.Combine(errand.At("got"), name));
        }

        var file = errand.At("getmailrc");
        var tls = errand.Protection == Protection.Tls;
        await File.WriteAllTextAsync(file, $"""
            [retriever]
            type = {(tls ? "SimplePOP3SSLRetriever" : "SimplePOP3Retriever")}
            server = localhost
            port = {errand.Port}
            username = {errand.User.Name}
            password = {errand.User.Password}
            timeout = 40
            {(tls ? $"ca_certs = {errand.Server.CertificateFile}" : "")}

            [destination]
            type = Maildir
            path = {errand.At("got")}/

            [options]
            read_all = false
            delete = {(errand.Keep ? "false" : "true")}
            delivered_to = false
            received = false
            verbose = 1

            """);
        var run = await Tool.RunAsync("getmail", [$"--getmaildir={errand.Folder}", $"--rcfile={file}"], folder: errand.Folder);
        return new Fetched(await ReadFolderAsync(Path.Combine(errand.At("got"), "new")), run);
    }
}
