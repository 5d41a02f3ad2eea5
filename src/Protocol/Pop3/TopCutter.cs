namespace Restante.Protocol.Pop3;

/// <summary>
/// Finds where TOP ends in a message's stored octets: behind the header, the blank line and so many lines of the body
/// (RFC 1939 §7). Takes pieces of any size.
/// </summary>
public struct TopCutter(int bodyLines)
{
    private int _left = bodyLines;
    private bool _inBody;

    // Within the header: true while the current line has nothing in it but CRs.
    private bool _lineHasText;

    /// <summary>True once the last line that belongs to the reply has been seen whole.</summary>
    public bool Done { get; private set; }

    /// <summary>How many octets of this piece belong to the reply; all of them while <see cref="Done"/> stays false.</summary>
    public int Take(ReadOnlySpan<byte> piece)
    {
        var position = 0;
        while (position < piece.Length && !Done)
        {
            var rest = piece[position..];
            var lineFeed = rest.IndexOf((byte)'\n');
            if (!_inBody)
            {
                var line = lineFeed < 0 ? rest : rest[..lineFeed];
                _lineHasText |= line.IndexOfAnyExcept((byte)'\r') >= 0;
            }

            if (lineFeed < 0)
            {
                return piece.Length;
            }

            position += lineFeed + 1;
            EndLine();
        }

        return position;
    }

    private void EndLine()
    {
        if (_inBody)
        {
            _left--;
        }
        else if (!_lineHasText)
        {
            _inBody = true;
        }

        _lineHasText = false;
        Done = _inBody && _left == 0;
    }
}
