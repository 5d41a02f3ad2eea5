using System.Runtime.InteropServices;
using System.Text;

namespace Restante.Logs.Lines;

/// <summary>
/// Names that come again and again, each as one string, so that whoever compares them need not look into them. A fixed
/// number of pairs of places: a third name throws out the one that came first, so that no log can fill the memory.
/// </summary>
public sealed class NameTable
{
    // Enough for the users of a big server and their addresses.
    private const int Places = 1 << 17;

    /// <summary>Longer ones come too seldom to be kept: together they could fill the memory.</summary>
    private const int Longest = 64;

    private readonly string?[] _names = new string?[Places];

    /// <summary>The text of octets, safe to print.</summary>
    public string this[ReadOnlySpan<byte> octets]
    {
        get
        {
            if (octets.IsEmpty)
            {
                return "";
            }

            var place = Place(octets);
            if (_names[place] is { } first && Ascii.Equals(octets, first))
            {
                return first;
            }

            if (_names[place + 1] is { } second && Ascii.Equals(octets, second))
            {
                return second;
            }

            var name = SafeText.Of(octets);

            // What is not shown as it is would not be found again.
            if (octets.Length <= Longest && Ascii.Equals(octets, name))
            {
                (_names[place], _names[place + 1]) = (name, _names[place]);
            }

            return name;
        }
    }

    /// <summary>The text, or null for nothing.</summary>
    public string? OrNull(ReadOnlySpan<byte> octets) => octets.IsEmpty ? null : this[octets];

    // The first of a pair. Cheap: a wrong guess only costs a string.
    private static int Place(ReadOnlySpan<byte> octets)
    {
        ulong sum = (uint)octets.Length;
        while (octets.Length >= 8)
        {
            sum = (sum ^ MemoryMarshal.Read<ulong>(octets)) * 0x9E3779B97F4A7C15;
            sum ^= sum >> 29;
            octets = octets[8..];
        }

        foreach (var octet in octets)
        {
            sum = (sum ^ octet) * 0x100000001B3;
        }

        return (int)((sum ^ (sum >> 32)) & (Places - 2));
    }
}
