namespace Restante.Client.Load;

/// <summary>
/// Finds the end of a multi-line reply (RFC 1939 §3: CRLF, a dot, CRLF) in octets that come in pieces of any length. The
/// bulk is searched by vectors; octet by octet it goes only where the end may lie across two pieces.
/// </summary>
public struct TerminatorFinder
{
    private int _matched;

    private static ReadOnlySpan<byte> Terminator => "\r\n.\r\n"u8;

    /// <summary>For what follows a status line, whose CRLF is the beginning of the terminator where the reply holds nothing.</summary>
    public static TerminatorFinder AfterLine => new() { _matched = 2 };

    /// <summary>How many octets of this piece belong to the reply, its end included; -1 while it goes on.</summary>
    public int Feed(ReadOnlySpan<byte> piece)
    {
        var at = 0;
        while (_matched > 0 && at < piece.Length)
        {
            Step(piece[at++]);
            if (_matched == Terminator.Length)
            {
                return at;
            }
        }

        var found = piece[at..].IndexOf(Terminator);
        if (found >= 0)
        {
            return at + found + Terminator.Length;
        }

        // The last four may be the beginning of an end.
        foreach (var octet in piece[Math.Max(at, piece.Length - Terminator.Length + 1)..])
        {
            Step(octet);
        }

        return -1;
    }

    private void Step(byte octet) => _matched =
        octet == Terminator[_matched] ? _matched + 1
        : octet == (byte)'\r' ? 1
        : 0;
}
