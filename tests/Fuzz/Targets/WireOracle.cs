using Restante.Protocol.Pop3;

namespace Restante.Fuzz.Targets;

/// <summary>What goes on the wire, line by line and octet by octet; and the same through <see cref="WireEncoder"/> in pieces.</summary>
public static class WireOracle
{
    /// <summary>The lines of stored octets without their LF; the last may have had none.</summary>
    public static List<(byte[] Text, bool Ended)> Lines(ReadOnlySpan<byte> stored)
    {
        var lines = new List<(byte[], bool)>();
        var line = new List<byte>();
        foreach (var octet in stored)
        {
            if (octet == '\n')
            {
                lines.Add(([.. line], true));
                line.Clear();
            }
            else
            {
                line.Add(octet);
            }
        }

        if (line.Count > 0)
        {
            lines.Add(([.. line], false));
        }

        return lines;
    }

    /// <summary>What RETR sends without the final dot, and how much of it is announced.</summary>
    public static (byte[] Sent, long Announced) Encode(ReadOnlySpan<byte> stored)
    {
        var sent = new List<byte>();
        var stuffed = 0;
        foreach (var (text, ended) in Lines(stored))
        {
            if (text.Length > 0 && text[0] == '.')
            {
                sent.Add((byte)'.');
                stuffed++;
            }

            sent.AddRange(text);
            if (!(ended && text.Length > 0 && text[^1] == '\r'))
            {
                sent.Add((byte)'\r');
            }

            sent.Add((byte)'\n');
        }

        return ([.. sent], sent.Count - stuffed);
    }

    /// <summary>How many stored octets belong to TOP with so many lines.</summary>
    public static int Top(ReadOnlySpan<byte> stored, int bodyLines)
    {
        var octets = 0;
        var left = -1;
        foreach (var (text, ended) in Lines(stored))
        {
            if (left == 0)
            {
                break;
            }

            octets += text.Length + (ended ? 1 : 0);
            if (left > 0)
            {
                left--;
            }
            else if (ended && text.All(o => o == '\r'))
            {
                left = bodyLines;
            }
        }

        return octets;
    }

    /// <summary>The encoder's result from pieces of the stored octets, into buffers, both of random sizes.</summary>
    public static (byte[] Sent, long Announced) EncodeInPieces(ReadOnlySpan<byte> stored, Random random, int largestPiece, int largestBuffer)
    {
        var encoder = new WireEncoder();
        var sent = new List<byte>();
        var buffer = new byte[Math.Max(2, largestBuffer)];
        while (!stored.IsEmpty)
        {
            var piece = stored[..Math.Min(stored.Length, random.Next(1, largestPiece + 1))];
            stored = stored[piece.Length..];
            while (!piece.IsEmpty)
            {
                var room = buffer.AsSpan(0, random.Next(2, buffer.Length + 1));
                var written = encoder.Encode(piece, room, out var used);
                if (used == 0)
                {
                    throw new FuzzException($"nothing of {piece.Length} octets fits {room.Length}");
                }

                sent.AddRange(room[..written]);
                piece = piece[used..];
            }
        }

        sent.AddRange(buffer.AsSpan(0, encoder.Finish(buffer)));
        return ([.. sent], encoder.Octets);
    }

    public static int TopInPieces(ReadOnlySpan<byte> stored, int bodyLines, Random random, int largestPiece)
    {
        var cutter = new TopCutter(bodyLines);
        var octets = 0;
        while (!stored.IsEmpty && !cutter.Done)
        {
            var piece = stored[..Math.Min(stored.Length, random.Next(1, largestPiece + 1))];
            stored = stored[piece.Length..];
            var taken = cutter.Take(piece);
            if (!cutter.Done && taken != piece.Length)
            {
                throw new FuzzException("a piece was not taken whole though TOP goes on");
            }

            octets += taken;
        }

        return octets;
    }
}
