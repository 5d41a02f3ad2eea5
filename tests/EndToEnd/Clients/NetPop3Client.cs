using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>Perl's Net::POP3.</summary>
internal sealed class NetPop3Client : PopClient
{
    public override string Name => "Net::POP3";

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        var run = await Tool.RunAsync("perl", [Path.Combine(AppContext.BaseDirectory, "Clients", "Scripts", "net-pop3-fetch.pl"), .. Script.Arguments(errand, folder)], folder: errand.Folder);
        return new Fetched(await ReadFolderAsync(folder), run);
    }
}
