using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Restante.Protocol.Proxy;

/// <summary>Version 1: <c>PROXY TCP4 192.0.2.7 198.51.100.1 50000 110</c> (§2.1).</summary>
internal static class ProxyText
{
    private static readonly SearchValues<char> OfIPv6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <param name="line">Without its line end.</param>
    /// <param name="header">The header, when true is returned.</param>
    /// <param name="fault">What is wrong, when false is returned.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> line, [NotNullWhen(true)] out ProxyHeader? header, [NotNullWhen(false)] out string? fault)
    {
        (header, fault) = (null, null);
        var words = Encoding.Latin1.GetString(line).Split(' ');
        switch (words[1])
        {
            case "UNKNOWN":
                // Whatever follows is to be ignored.
                header = new ProxyHeader(Client: null);
                return true;
            case "TCP4" or "TCP6" when words.Length == 6:
                break;
            case "TCP4" or "TCP6":
                fault = "two addresses and two ports follow TCP4 and TCP6";
                return false;
            default:
                fault = "it names neither TCP4 nor TCP6 nor UNKNOWN";
                return false;
        }

        var six = words[1] == "TCP6";
        if (!TryParseAddress(words[2], six, out var client) || !TryParseAddress(words[3], six, out _))
        {
            fault = $"an address is not one of {words[1]}";
            return false;
        }

        if (!TryParsePort(words[4], out var port) || !TryParsePort(words[5], out _))
        {
            fault = "a port is not a number from 0 to 65535";
            return false;
        }

        header = new ProxyHeader(new IPEndPoint(client, port));
        return true;
    }

    // IPAddress takes much more than inet_pton: zones, brackets, octal and hexadecimal octets, fewer than four.
    private static bool TryParseAddress(string text, bool six, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return text.Contains(':', StringComparison.Ordinal) == six
            && !text.AsSpan().ContainsAnyExcept(OfIPv6)
            && IPAddress.TryParse(text, out address)
            && (six || address.ToString() == text);
    }

    // TryParse passes over NULs behind a number.
    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && text[^1] != '\0' && (text.Length == 1 || text[0] != '0');
}
