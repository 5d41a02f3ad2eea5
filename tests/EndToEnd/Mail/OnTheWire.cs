namespace Restante.EndToEnd.Mail;

/// <summary>
/// The oracle: the octets a client has to end up with (RFC 1939 §3, dot-stuffing undone). Slow and obvious on
/// purpose, and without a line of the server's code.
/// </summary>
internal static class OnTheWire
{
    private const byte Cr = 13;
    private const byte Lf = 10;

    /// <summary>A stored LF becomes CRLF, a stored CRLF stays, a lone CR stays, and the last line gets its CRLF.</summary>
    public static byte[] Of(ReadOnlySpan<byte> stored)
    {
        var wire = new List<byte>(stored.Length + (stored.Length / 30) + 2);
        for (var i = 0; i < stored.Length; i++)
        {
            var startsLineEnd = stored[i] == Lf && (i == 0 || stored[i - 1] != Cr);
            if (startsLineEnd)
            {
                wire.Add(Cr);
            }

            wire.Add(stored[i]);
        }

        var endsInCrLf = wire.Count >= 2 && wire[^2] == Cr && wire[^1] == Lf;
        if (!endsInCrLf)
        {
            wire.Add(Cr);
            wire.Add(Lf);
        }

        return [.. wire];
    }

    /// <summary>The same with dots stuffed: what travels between +OK and the final dot.</summary>
    public static byte[] Stuffed(ReadOnlySpan<byte> wire)
    {
        var stuffed = new List<byte>(wire.Length + 100);
        for (var i = 0; i < wire.Length; i++)
        {
            var startsLine = i == 0 || (i >= 2 && wire[i - 2] == Cr && wire[i - 1] == Lf);
            if (startsLine && wire[i] == (byte)'.')
            {
                stuffed.Add((byte)'.');
            }

            stuffed.Add(wire[i]);
        }

        return [.. stuffed];
    }
}
