using System.Globalization;
using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>Runs the scripts in Scripts/, which all take the same arguments.</summary>
internal static class Script
{
    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Clients", "Scripts", name);

    /// <summary>Runs one of them to its end.</summary>
    /// <param name="interpreter">The program that reads it.</param>
    /// <param name="name">Its file.</param>
    /// <param name="errand">What it is sent out for.</param>
    /// <param name="entry">A tunnel's port, spoken to in clear text in place of the server's; 0 for none.</param>
    public static async Task<Fetched> RunAsync(string interpreter, string name, Errand errand, int entry = 0)
    {
        var folder = Directory.CreateDirectory(errand.At("got")).FullName;
        string[] arguments =
        [
            File(name),
            entry != 0 ? "plain" : errand.Protection switch { Protection.Plain => "plain", Protection.Stls => "stls", _ => "tls" },
            errand.Keep ? "keep" : "delete",
            (entry != 0 ? entry : errand.Port).ToString(CultureInfo.InvariantCulture),
            errand.User.Name,
            errand.User.Password,
            errand.Server.CertificateFile,
            folder,
            errand.Server.SizesAreExact ? "exact" : "rough",
            errand.Mechanism,
        ];
        var run = await Tool.RunAsync(interpreter, arguments, folder: errand.Folder);
        return new Fetched(await PopClient.ReadFolderAsync(folder), run);
    }
}
