using System.IO.Compression;

namespace Restante.Logs.Input;

/// <summary>
/// The text in gzip of one member or many. GZipStream ends in silence where its input is cut off; so a member of our own is
/// put behind the input, and what comes out must end in its text. Otherwise something is missing.
/// </summary>
internal sealed class GzipText : Stream
{
    private static readonly byte[] Seal = [.. "\0the end, put here by Restante\0"u8];
    private static readonly byte[] PackedSeal = Pack(Seal);

    private readonly GZipStream _gzip;

    // What came out last is held back: it may be the seal.
    private readonly byte[] _held = new byte[64 * 1024];
    private int _start, _end;
    private bool _ended;

    /// <param name="packed">Owned from here.</param>
    public GzipText(Stream packed) => _gzip = new GZipStream(new SealedStream(packed, PackedSeal), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">It is damaged, or ends before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start <= Seal.Length)
        {
            _held.AsSpan(_start, _end - _start).CopyTo(_held);
            (_start, _end) = (0, _end - _start);
            var count = _gzip.Read(_held.AsSpan(_end));
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

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
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
    private sealed class SealedStream(Stream inner, byte[] behind) : Stream
    {
        private int _used;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = _used == 0 ? inner.Read(buffer) : 0;
            if (count == 0)
            {
                count = Math.Min(buffer.Length, behind.Length - _used);
                behind.AsSpan(_used, count).CopyTo(buffer);
                _used += count;
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
