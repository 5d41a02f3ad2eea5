using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>Python's poplib, which many scripts are built on. Its lines come without their CRLF; the script puts them back.</summary>
internal sealed class PoplibClient : PopClient
{
    public override string Name => "poplib";

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        var run = await Tool.RunAsync("python3", [Path.Combine(AppContext.BaseDirectory, "Clients", "Scripts", "poplib-fetch.py"), .. Script.Arguments(errand, folder)], folder: errand.Folder);
        return new Fetched(await ReadFolderAsync(folder), run);
    }
}
