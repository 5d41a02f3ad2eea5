using System.Buffers;

namespace Restante.Server.Transport;

/// <summary>Octets that were received and are not used up: a few in a buffer of its own, more in rented ones.</summary>
internal sealed class ReceivedOctets
{
    // In which an idle session waits: eight commands of one message each. What is longer gets a rented buffer.
    private const int OwnLength = 128;
    private const int RentedLength = 16_384;

    private readonly byte[] _own = new byte[OwnLength];
    private byte[] _buffer;
    private byte[]? _outgrown;
    private int _start;
    private bool _filled;
    private bool _shown;

    public ReceivedOctets() => _buffer = _own;

    public int End { get; private set; }

    public int Count => End - _start;

    /// <summary>What is there; it stays where it is until it is taken back.</summary>
    public ReadOnlySequence<byte> Show()
    {
        _shown = true;
        return new ReadOnlySequence<byte>(_buffer, _start, Count);
    }

    /// <summary>What was shown is looked at no more, and used up as far as this.</summary>
    public void TakeBack(int consumed)
    {
        // A buffer that took another's place meanwhile has the same octets at the same places.
        _shown = false;
        Return(ref _outgrown);
        _start = consumed;
    }

    /// <summary>Where the next octets go; at least one.</summary>
    public Span<byte> Room()
    {
        MakeRoom();
        return _buffer.AsSpan(End);
    }

    /// <summary>So many were put into the room.</summary>
    public void Add(int count)
    {
        _filled = count == _buffer.Length - End;
        End += count;
    }

    /// <summary>Nobody reads any more.</summary>
    public void Release()
    {
        if (!_shown)
        {
            byte[]? buffer = _buffer;
            Return(ref buffer);
            _buffer = _own;
        }

        (_start, End) = (0, 0);
    }

    private void MakeRoom()
    {
        if (_start == End && !_shown)
        {
            (_start, End) = (0, 0);
            if (_filled && _buffer == _own)
            {
                _buffer = ArrayPool<byte>.Shared.Rent(RentedLength);
            }
            else if (!_filled && _buffer != _own)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = _own;
            }
        }

        if (End < _buffer.Length)
        {
            return;
        }

        if (!_shown && _start > _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, Count).CopyTo(_buffer);
            (_start, End) = (0, Count);
            return;
        }

        var small = _buffer;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(RentedLength, small.Length * 2));
        small.AsSpan(_start, Count).CopyTo(_buffer.AsSpan(_start));
        if (_shown && _outgrown is null)
        {
            // The session looks at it until it says how far it came.
            _outgrown = small;
        }
        else
        {
            byte[]? unused = small;
            Return(ref unused);
        }
    }

    private void Return(ref byte[]? buffer)
    {
        if (buffer is not null && buffer != _own)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = null;
    }
}
