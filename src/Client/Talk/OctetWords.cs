using System.Globalization;

namespace Restante.Client.Talk;

/// <summary>Numbers of octets and messages as people read them.</summary>
public static class OctetWords
{
    private static readonly string[] Units = ["kB", "MB", "GB", "TB", "PB"];

    /// <summary><c>2,086 octets</c>, and from 10,000 on <c>594,172 octets (594 kB)</c>.</summary>
    public static string Of(long octets) => octets < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{octets:#,0} {(octets == 1 ? "octet" : "octets")}")
        : string.Create(CultureInfo.InvariantCulture, $"{octets:#,0} octets ({Short(octets)})");

    /// <summary><c>3 messages</c>, <c>1 message</c>, <c>no messages</c>.</summary>
    public static string Messages(long count) => Count(count, "message");

    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? "no" : count.ToString("#,0", CultureInfo.InvariantCulture))} {noun}{(count == 1 ? "" : "s")}");

    private static string Short(long octets)
    {
        var value = octets / 1000.0;
        var unit = 0;
        for (; value >= 999.5 && unit < Units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }
}
