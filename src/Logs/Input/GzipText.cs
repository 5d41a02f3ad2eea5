using System.IO.Compression;

namespace Restante.Logs.Input;

/// <summary>
/// The text in gzip of one member or many. GZipStream ends in silence where its input is cut off; so a member of our own is
/// put behind the input, and what comes out must end in its text. Otherwise something is missing.
/// </summary>
internal sealed class GzipText : OuterStream
{
    private static readonly byte[] Seal = [.. "\0the end, put here by Restante\0"u8];
    private static readonly byte[] PackedSeal = Pack(Seal);

    // What came out last is held back: it may be the seal.
    private readonly byte[] _held = new byte[64 * 1024];
    private int _start, _end;
    private bool _ended;

    /// <param name="packed">Owned from here.</param>
    public GzipText(Stream packed)
        : base(new GZipStream(new SealedStream(packed, PackedSeal), CompressionMode.Decompress))
    {
    }

    /// <exception cref="InvalidDataException">It is damaged, or ends before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start <= Seal.Length)
        {
            _held.AsSpan(_start, _end - _start).CopyTo(_held);
            (_start, _end) = (0, _end - _start);
            var count = Inner.Read(_held.AsSpan(_end));
            _end += count;
            if (count == 0)
            {
                _ended = true;
                if (!_held.AsSpan(_start, _end - _start).SequenceEqual(Seal))
                {
                    throw new InvalidDataException("gzip without its end");
                }

                _end = _start;
            }
        }

        var given = Math.Min(buffer.Length, _ended ? _end - _start : _end - _start - Seal.Length);
        _held.AsSpan(_start, given).CopyTo(buffer);
        _start += given;
        return given;
    }

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    /// <summary>A stream with some octets behind it.</summary>
    private sealed class SealedStream(Stream inner, byte[] behind) : OuterStream(inner)
    {
        private int _used;

        public override int Read(Span<byte> buffer)
        {
            var count = _used == 0 ? Inner.Read(buffer) : 0;
            if (count == 0)
            {
                count = Math.Min(buffer.Length, behind.Length - _used);
                behind.AsSpan(_used, count).CopyTo(buffer);
                _used += count;
            }

            return count;
        }
    }
}
