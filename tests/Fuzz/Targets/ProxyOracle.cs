using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Restante.Protocol.Proxy;

namespace Restante.Fuzz.Targets;

/// <summary>What a header says: slowly, by the words of the specification, and only once all of it is there.</summary>
/// <param name="Outcome">What the reader must answer.</param>
/// <param name="Length">Octets that the header takes; 0 without one.</param>
/// <param name="Header">What it says, or null.</param>
public sealed partial record ProxyOracle(ProxyOutcome Outcome, int Length, ProxyHeader? Header)
{
    private static readonly ProxyOracle NeedMore = new(ProxyOutcome.NeedMore, 0, null);
    private static readonly ProxyOracle Missing = new(ProxyOutcome.Missing, 0, null);
    private static readonly ProxyOracle Malformed = new(ProxyOutcome.Malformed, 0, null);

    public static ProxyOracle Expect(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        if (Begins("PROXY "))
        {
            return text.Length < 6 ? NeedMore : Text(text);
        }

        return !Begins("\r\n\r\n\0\r\nQUIT\n") ? Missing : octets.Length < 16 ? NeedMore : Binary(octets);

        bool Begins(string with) => text.StartsWith(with, StringComparison.Ordinal) || with.StartsWith(text, StringComparison.Ordinal);
    }

    private static ProxyOracle Text(string text)
    {
        var window = text[..Math.Min(107, text.Length)];
        if (!window.Contains('\n', StringComparison.Ordinal))
        {
            return text.Length < 107 ? NeedMore : Malformed;
        }

        var match = Line().Match(window);
        if (!match.Success)
        {
            return Malformed;
        }

        if (match.Groups["unknown"].Success)
        {
            return new ProxyOracle(ProxyOutcome.Header, match.Length, new ProxyHeader(null));
        }

        var family = match.Groups["family"].Value == "4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        return Address(match.Groups["source"].Value, family) is { } source && Address(match.Groups["destination"].Value, family) is not null
            && int.Parse(match.Groups["port"].Value) <= 65535 && int.Parse(match.Groups["to"].Value) <= 65535
            ? new ProxyOracle(ProxyOutcome.Header, match.Length, new ProxyHeader(new IPEndPoint(source, int.Parse(match.Groups["port"].Value))))
            : Malformed;
    }

    private static IPAddress? Address(string text, AddressFamily family)
    {
        var four = text.Split('.').Length == 4 && text.Split('.').All(n => n.Length is > 0 and < 4 && n.All(char.IsAsciiDigit) && n == int.Parse(n).ToString() && int.Parse(n) < 256);
        return family == AddressFamily.InterNetwork
            ? four ? new IPAddress([.. text.Split('.').Select(byte.Parse)]) : null
            : text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) ? address : null;
    }

    private static ProxyOracle Binary(byte[] octets)
    {
        var length = 16 + (octets[14] << 8) + octets[15];
        if (length > 4096)
        {
            return Malformed;
        }

        if (octets.Length < length)
        {
            return NeedMore;
        }

        if (octets[12] == 0x20)
        {
            return new ProxyOracle(ProxyOutcome.Header, length, new ProxyHeader(null));
        }

        var addresses = new Dictionary<int, int> { [0] = 0, [1] = 12, [2] = 36, [3] = 216 }.GetValueOrDefault(octets[13] >> 4, -1);
        if (octets[12] != 0x21 || addresses < 0 || (octets[13] & 15) > 2 || length < 16 + addresses)
        {
            return Malformed;
        }

        var client = octets[13] switch
        {
            0x11 => new IPEndPoint(new IPAddress(octets[16..20]), (octets[24] << 8) + octets[25]),
            0x21 => new IPEndPoint(new IPAddress(octets[16..32]), (octets[48] << 8) + octets[49]),
            _ => null,
        };
        return Extensions(octets[..length], 16 + addresses) is { } extensions && extensions.All(e => e.Type != 3 || ChecksumHolds(octets[..length], e))
            ? Describe(length, client, extensions)
            : Malformed;
    }

    private static ProxyOracle Describe(int length, IPEndPoint? client, List<(int Type, int At, byte[] Value)> extensions)
    {
        var header = new ProxyHeader(client);
        foreach (var (type, _, value) in extensions)
        {
            if (type == 5)
            {
                header = header with { ConnectionId = Encoding.UTF8.GetString(value) };
            }
            else if (type == 0x20)
            {
                if (value.Length < 5 || Extensions(value, 5) is not { } inner)
                {
                    return Malformed;
                }

                var version = inner.FindLast(i => i.Type == 0x21).Value;
                var name = inner.FindLast(i => i.Type == 0x22).Value;
                var trusted = (value[0] & 6) != 0 && value[1..5].All(v => v == 0);
                header = header with
                {
                    Tls = (value[0] & 1) == 0 ? null : new ProxyTls(
                        version is null ? "TLS" : Encoding.UTF8.GetString(version), trusted && name is not null ? Encoding.UTF8.GetString(name) : null),
                };
            }
        }

        return new ProxyOracle(ProxyOutcome.Header, length, header);
    }

    private static List<(int Type, int At, byte[] Value)>? Extensions(byte[] octets, int at)
    {
        var found = new List<(int, int, byte[])>();
        while (at < octets.Length)
        {
            var length = at + 3 <= octets.Length ? (octets[at + 1] << 8) + octets[at + 2] : int.MaxValue - at - 3;
            if (at + 3 + length > octets.Length)
            {
                return null;
            }

            found.Add((octets[at], at + 3, octets[(at + 3)..(at + 3 + length)]));
            at += 3 + length;
        }

        return found;
    }

    private static bool ChecksumHolds(byte[] header, (int Type, int At, byte[] Value) extension)
    {
        if (extension.Value.Length != 4)
        {
            return false;
        }

        var zeroed = header.ToArray();
        zeroed.AsSpan(extension.At, 4).Clear();
        return Convert.ToHexString(extension.Value) == (~zeroed.Aggregate(uint.MaxValue, BitOperations.Crc32C)).ToString("X8");
    }

    [GeneratedRegex(@"\APROXY (?:(?<unknown>UNKNOWN(?: [^\n]*)?)|TCP(?<family>[46]) (?<source>[0-9a-fA-F:.]+) (?<destination>[0-9a-fA-F:.]+) (?<port>0|[1-9][0-9]{0,4}) (?<to>0|[1-9][0-9]{0,4}))\r\n", RegexOptions.None, 30_000)]
    private static partial Regex Line();
}
