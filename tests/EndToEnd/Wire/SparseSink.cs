using System.Globalization;
using System.Text;

namespace Restante.EndToEnd.Wire;

/// <summary>Takes gigabytes of NULs with some text between them, and keeps the text with the place where each octet stood.</summary>
internal sealed class SparseSink : Stream
{
    private readonly StringBuilder _text = new();
    private long _length;
    private long _nextOfRun = -1;

    /// <summary>Runs of text, each behind its offset: equal for equal octets, however they were cut into writes.</summary>
    public string Text => _text.ToString();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (var at = 0; at < buffer.Length; at++)
        {
            var found = buffer[at..].IndexOfAnyExcept((byte)0);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (_length + at != _nextOfRun)
            {
                _text.Append(CultureInfo.InvariantCulture, $"|{_length + at}:");
            }

            _text.Append((char)buffer[at]);
            _nextOfRun = _length + at + 1;
        }

        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
