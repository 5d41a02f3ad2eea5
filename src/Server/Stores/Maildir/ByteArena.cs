using System.Runtime.InteropServices;

namespace Restante.Server.Stores.Maildir;

/// <summary>Where some octets lie in a <see cref="ByteArena"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Slice(int Start, int Length);

/// <summary>
/// Names and unique-ids one behind the other: a hundred thousand of them are one object for the garbage collector.
/// </summary>
/// <param name="octets">The first content; the arena owns it from now on.</param>
/// <param name="length">How much of it is used.</param>
internal sealed class ByteArena(byte[] octets, int length)
{
    private byte[] _octets = octets;
    private int _length = length;

    public ByteArena() : this([], 0) { }

    public ReadOnlySpan<byte> this[Slice slice] => _octets.AsSpan(slice.Start, slice.Length);

    public Slice Add(ReadOnlySpan<byte> added)
    {
        if (added.Length > _octets.Length - _length)
        {
            // The old array stays valid for the span being added, which may lie in it.
            Array.Resize(ref _octets, Math.Max(checked(_octets.Length * 2), _length + Math.Max(added.Length, 4096)));
        }

        added.CopyTo(_octets.AsSpan(_length));
        var slice = new Slice(_length, added.Length);
        _length += added.Length;
        return slice;
    }
}
