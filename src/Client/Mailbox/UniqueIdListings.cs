using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Restante.Protocol.Transcript;

namespace Restante.Client.Mailbox;

/// <summary>UIDL's answer (RFC 1939 §7): message numbers and unique-ids, all octets in one piece of memory.</summary>
public sealed class UniqueIdListings
{
    /// <summary>The longest that is legal.</summary>
    public const int Longest = 70;

    /// <summary>So much of a longer one is kept, to be told from others.</summary>
    private const int Kept = 2 * Longest;

    private readonly List<int> _numbers = [];
    private readonly List<int> _ends = [];
    private readonly ArrayBufferWriter<byte> _octets = new();

    private Dictionary<int, int>? _places;

    public int Count => _numbers.Count;

    public IReadOnlyList<int> Numbers => _numbers;

    /// <summary>The first that is not of the right form, and why, fit to be shown; null for none.</summary>
    public string? Illegal { get; private set; }

    /// <summary>How many are not of the right form.</summary>
    public int IllegalCount { get; private set; }

    public void Add(ReadOnlyMemory<byte> line)
    {
        var octets = line.Span;
        if (!TryParse(octets, out var number, out var id))
        {
            Refuse($"\"{ServerLine.Show(octets)}\" is no message number with a unique-id");
            return;
        }

        if (Judge(id) is { } why)
        {
            Refuse(string.Create(CultureInfo.InvariantCulture, $"message {number}: {why}"));
        }

        _numbers.Add(number);
        _places = null;
        _octets.Write(id[..Math.Min(id.Length, Kept)]);
        _ends.Add(_octets.WrittenCount);
    }

    /// <summary>The unique-id at a place, from 0; octets from outside.</summary>
    public ReadOnlySpan<byte> At(int place) => _octets.WrittenSpan[(place == 0 ? 0 : _ends[place - 1]).._ends[place]];

    /// <summary>As text that tells any two apart: Latin-1.</summary>
    public string TextAt(int place) => Encoding.Latin1.GetString(At(place));

    /// <summary>As it may be shown; null for a message that is not listed.</summary>
    public string? ShownOf(int number) => Find(number) is >= 0 and var place ? ServerLine.Show(At(place)) : null;

    /// <summary>Null for a message that is not listed.</summary>
    public string? TextOf(int number) => Find(number) is >= 0 and var place ? TextAt(place) : null;

    /// <summary>Where a number stands, from 0; -1 for one that does not. As a rule at its own place.</summary>
    public int Find(int number)
    {
        if (number > 0 && number <= Count && _numbers[number - 1] == number)
        {
            return number - 1;
        }

        if (_places is null)
        {
            _places = [];
            for (var place = 0; place < Count; place++)
            {
                _places.TryAdd(_numbers[place], place);
            }
        }

        return _places.GetValueOrDefault(number, -1);
    }

    /// <summary>All of them as texts.</summary>
    public HashSet<string> Texts() => [.. Enumerable.Range(0, Count).Select(TextAt)];

    /// <summary>Pairs of places with the same unique-id, each with the first of them.</summary>
    public IEnumerable<(int First, int Second)> Duplicates()
    {
        var seen = new HashSet<int>(new ByUniqueId(this));
        for (var place = 0; place < Count; place++)
        {
            if (seen.TryGetValue(place, out var first))
            {
                yield return (first, place);
            }
            else
            {
                seen.Add(place);
            }
        }
    }

    /// <summary>Number, one space, and the rest of the line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out int number, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (!Utf8Parser.TryParse(line, out number, out var used) || number < 0 || (used < line.Length && line[used] != ' '))
        {
            return false;
        }

        // Blanks at the line's end are nobody's unique-id: clients cut them off.
        id = used < line.Length ? line[(used + 1)..].TrimEnd((byte)' ') : default;
        return true;
    }

    /// <summary>Why a unique-id is not of the right form; null where it is.</summary>
    public static string? Judge(ReadOnlySpan<byte> id) =>
        id.IsEmpty ? "an empty unique-id"
        : id.Length > Longest ? $"{id.Length} octets and more than {Longest}: {ServerLine.Show(id)}"
        : id.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) is >= 0 and var at ? $"the octet 0x{id[at]:X2} in \"{ServerLine.Show(id)}\""
        : null;

    private void Refuse(string why)
    {
        IllegalCount++;
        Illegal ??= why;
    }

    /// <summary>Places are the same when their unique-ids are: a set of a million costs no copies.</summary>
    private sealed class ByUniqueId(UniqueIdListings listings) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => listings.At(x).SequenceEqual(listings.At(y));

        public int GetHashCode(int place)
        {
            var hash = default(HashCode);
            hash.AddBytes(listings.At(place));
            return hash.ToHashCode();
        }
    }
}
