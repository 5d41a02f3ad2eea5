using System.Runtime.InteropServices;
using System.Text;

namespace Restante.Logs.Lines;

/// <summary>
/// Names that come again and again, each as one string. A fixed number of places: a name that finds its place taken
/// throws the other out, so that no log can fill the memory.
/// </summary>
public sealed class NameTable
{
    private const int Places = 1 << 14;

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

            ref var name = ref _names[Place(octets)];
            if (name is null || !Ascii.Equals(octets, name))
            {
                name = SafeText.Of(octets);
            }

            return name;
        }
    }

    /// <summary>The text, or null for nothing.</summary>
    public string? OrNull(ReadOnlySpan<byte> octets) => octets.IsEmpty ? null : this[octets];

    // Cheap: a wrong guess only costs a string.
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

        return (int)((sum ^ (sum >> 32)) & (Places - 1));
    }
}
