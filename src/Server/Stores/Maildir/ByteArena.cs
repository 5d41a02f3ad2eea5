using System.Runtime.InteropServices;

namespace Restante.Server.Stores.Maildir;

/// <summary>Where some octets lie in a <see cref="ByteArena"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Slice(int Start, int Length);

/// <summary>
/// Names and unique-ids one behind the other: a hundred thousand of them are one object for the garbage collector.
/// </summary>
/// <param name="first">The first content. It is never written to: what is added lies behind it, in an array of its own.</param>
internal sealed class ByteArena(byte[] first)
{
    private byte[] _added = [];
    private int _addedLength;

    public ByteArena() : this([]) { }

    public ReadOnlySpan<byte> this[Slice slice] => slice.Start < first.Length
        ? first.AsSpan(slice.Start, slice.Length)
        : _added.AsSpan(slice.Start - first.Length, slice.Length);

    public Slice Add(ReadOnlySpan<byte> added)
    {
        if (added.Length > _added.Length - _addedLength)
        {
            // The old array stays valid for the span being added, which may lie in it.
            Array.Resize(ref _added, Math.Max(checked(_added.Length * 2), _addedLength + Math.Max(added.Length, 4096)));
        }

        added.CopyTo(_added.AsSpan(_addedLength));
        var slice = new Slice(checked(first.Length + _addedLength), added.Length);
        _addedLength += added.Length;
        return slice;
    }
}
