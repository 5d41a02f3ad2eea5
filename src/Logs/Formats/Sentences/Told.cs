using System.Buffers.Text;
using Restante.Logs.Lines;

namespace Restante.Logs.Formats.Sentences;

/// <summary>What a sentence told: its places' contents, by their names.</summary>
internal readonly ref struct Told(ReadOnlySpan<byte> text, IReadOnlyList<string> names, ReadOnlySpan<Range> places, NameTable table, LogTime time)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<Range> _places = places;

    public LogTime Time { get; } = time;

    public ReadOnlySpan<byte> Octets(string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return _text[_places[i]];
            }
        }

        return default;
    }

    /// <summary>Safe to print; null where nothing stands there.</summary>
    public string? Text(string name) => table.OrNull(Octets(name));

    /// <summary>A value of the pairs that stand in a place.</summary>
    public string? Pair(string name, ReadOnlySpan<byte> key) => table.OrNull(LogfmtPairs.Value(Octets(name), key));

    /// <summary>An address out of the pairs that stand in a place.</summary>
    public string? AddressPair(string name, ReadOnlySpan<byte> key) => Address(LogfmtPairs.Value(Octets(name), key));

    /// <summary>Null where the number is beyond counting.</summary>
    public long? Number(string name) => Utf8Parser.TryParse(Octets(name), out long number, out _) ? number : null;

    /// <summary>An address out of <c>host [192.0.2.7]</c>, <c>[192.0.2.7]</c>, <c>host (192.0.2.7)</c> or <c>192.0.2.7</c>.</summary>
    public string? Address(string name) => Address(Octets(name));

    private string? Address(ReadOnlySpan<byte> octets)
    {
        octets = octets.Trim((byte)' ');
        var open = octets.LastIndexOfAny((byte)'[', (byte)'(');
        var address = open < 0 ? octets : octets[(open + 1)..].TrimEnd("])"u8);
        return table.OrNull(address.StartsWith("::ffff:"u8) ? address[7..] : address);
    }
}
