using Restante.Logs.Input;

namespace Restante.Server.Stores;

/// <summary>
/// A message with its line ends as the wire has them: LF becomes CRLF, CRLF and a lone CR stay, and a last line without an
/// end gets one. What is stored so can be sent without a look at it, unless a line begins with a dot.
/// </summary>
/// <param name="message">Read to its end; the caller's to dispose.</param>
public sealed class CrLfStream(Stream message) : ForwardStream
{
    private readonly byte[] _input = new byte[32 * 1024];
    private int _at;
    private int _end;
    private byte _last = (byte)'\n';
    /// <summary>Octets of a line end that had no room yet: "\r\n", or the "\n" of one.</summary>
    private int _owed;
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var written = Take(buffer.Span);
            if (written > 0 || _ended || buffer.IsEmpty)
            {
                return written;
            }

            _at = 0;
            // Standard input hears of no cancellation while it waits.
            _end = await message.ReadAsync(_input, cancellationToken).AsTask().WaitAsync(cancellationToken);
            if (_end == 0)
            {
                _ended = true;
                _owed = _last == '\n' ? 0 : 2;
                return Take(buffer.Span);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("it is read asynchronously only");

    private int Take(Span<byte> buffer)
    {
        var written = 0;
        while (written < buffer.Length)
        {
            if (_owed > 0)
            {
                buffer[written++] = (byte)(_owed == 2 ? '\r' : '\n');
                _owed--;
                continue;
            }

            var rest = _input.AsSpan(_at, _end - _at);
            if (rest.IsEmpty)
            {
                break;
            }

            if (rest[0] == '\n')
            {
                _owed = _last == '\r' ? 1 : 2;
                _last = (byte)'\n';
                _at++;
                continue;
            }

            var lineFeed = rest.IndexOf((byte)'\n');
            var plain = Math.Min(lineFeed < 0 ? rest.Length : lineFeed, buffer.Length - written);
            rest[..plain].CopyTo(buffer[written..]);
            _last = rest[plain - 1];
            _at += plain;
            written += plain;
        }

        return written;
    }
}
