using System.Globalization;

namespace Restante.EndToEnd.Clients;

/// <summary>What the scripts in Scripts/ take as their arguments, in their order.</summary>
internal static class Script
{
    public static IReadOnlyList<string> Arguments(Errand errand, string folder) =>
    [
        errand.Protection switch { Protection.Plain => "plain", Protection.Stls => "stls", _ => "tls" },
        errand.Keep ? "keep" : "delete",
        errand.Port.ToString(CultureInfo.InvariantCulture),
        errand.User.Name,
        errand.User.Password,
        errand.Server.CertificateFile,
        folder,
        errand.Server.SizesAreExact ? "exact" : "rough",
    ];
}
