using System.Buffers.Text;
using Restante.Protocol.Transcript;

namespace Restante.Client.Mailbox;

/// <summary>LIST's answer (RFC 1939 §5): message numbers and sizes, a dozen octets a message.</summary>
public sealed class ScanListings
{
    private readonly List<int> _numbers = [];
    private readonly List<long> _sizes = [];
    private Dictionary<int, int>? _places;

    public int Count => _numbers.Count;

    public IReadOnlyList<int> Numbers => _numbers;

    public IReadOnlyList<long> Sizes => _sizes;

    /// <summary>The first line that is no scan listing, as it may be shown; null for none.</summary>
    public string? Malformed { get; private set; }

    /// <summary>The first line whose number is right and whose size is none, as it may be shown; null for none.</summary>
    public string? WithoutSize { get; private set; }

    /// <summary>All sizes together; may pass what 64 bits hold when a server lies.</summary>
    public decimal Octets => _sizes.Sum(size => (decimal)Math.Max(size, 0));

    public void Add(ReadOnlyMemory<byte> line)
    {
        if (!TryParse(line.Span, out var number, out var size))
        {
            Malformed ??= ServerLine.Show(line.Span);
            return;
        }

        WithoutSize ??= size < 0 ? ServerLine.Show(line.Span) : null;
        _numbers.Add(number);
        _sizes.Add(size);
        _places = null;
    }

    public bool Has(int number) => Find(number) >= 0;

    /// <summary>Null for a message that is not listed, or has no size.</summary>
    public long? SizeOf(int number) => Find(number) is >= 0 and var place && _sizes[place] >= 0 ? _sizes[place] : null;

    /// <summary>Number, white space, size; what follows is the server's own (RFC 1939 allows more, and discourages it).</summary>
    /// <param name="line">Octets from outside.</param>
    /// <param name="number">0 or more.</param>
    /// <param name="size">-1 where what should be a size is none, or does not fit into 63 bits.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out int number, out long size)
    {
        size = -1;
        if (!Utf8Parser.TryParse(line, out number, out var used) || number < 0 || used >= line.Length || line[used] is not ((byte)' ' or (byte)'\t'))
        {
            return false;
        }

        var rest = line[used..].TrimStart(" \t"u8);
        size = Utf8Parser.TryParse(rest, out long parsed, out _) && parsed >= 0 ? parsed : -1;
        return !rest.IsEmpty;
    }

    /// <summary>Where a number stands; -1 for one that does not. As a rule at its own place.</summary>
    private int Find(int number)
    {
        if (number > 0 && number <= _numbers.Count && _numbers[number - 1] == number)
        {
            return number - 1;
        }

        if (_places is null)
        {
            _places = [];
            for (var i = 0; i < _numbers.Count; i++)
            {
                _places.TryAdd(_numbers[i], i);
            }
        }

        return _places.GetValueOrDefault(number, -1);
    }
}
