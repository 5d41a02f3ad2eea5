using System.Globalization;
using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>Numbers and names as sentences have them.</summary>
internal static class Words
{
    public static string User(Session session) => session.User ?? "(no user)";

    public static string Count(long number, string one) => number == 1 ? $"1 {one}" : $"{number.ToString("N0", CultureInfo.InvariantCulture)} {one}s";

    public static string Seconds(double seconds) => seconds switch
    {
        < 10 => $"{seconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        < 120 => $"{seconds.ToString("0", CultureInfo.InvariantCulture)} s",
        < 7200 => $"{(seconds / 60).ToString("0", CultureInfo.InvariantCulture)} min",
        _ => $"{(seconds / 3600).ToString("0.#", CultureInfo.InvariantCulture)} h",
    };

    public static string Octets(long octets) => octets switch
    {
        < 10_000 => $"{octets.ToString("N0", CultureInfo.InvariantCulture)} octets",
        < 10_000_000 => $"{(octets / 1e3).ToString("0", CultureInfo.InvariantCulture)} kB",
        < 10_000_000_000 => $"{(octets / 1e6).ToString("0", CultureInfo.InvariantCulture)} MB",
        _ => $"{(octets / 1e9).ToString("0.0", CultureInfo.InvariantCulture)} GB",
    };
}
