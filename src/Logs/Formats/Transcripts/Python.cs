namespace Restante.Logs.Formats.Transcripts;

/// <summary>Octets as Python prints them: <c>'+OK ready\r\n'</c>, without the b before.</summary>
internal static class Python
{
    /// <summary>The octets, without the line's end.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> printed)
    {
        if (printed.Length < 2 || printed[0] is not ((byte)'\'' or (byte)'"'))
        {
            return printed;
        }

        var inner = printed[1..];
        inner = inner[^1] == printed[0] ? inner[..^1] : inner;
        return Escapes.Undo(inner).AsSpan().TrimEnd("\r\n"u8);
    }
}

/// <summary>Octets that were printed with a backslash before what cannot be printed.</summary>
internal static class Escapes
{
    public static byte[] Undo(ReadOnlySpan<byte> printed)
    {
        var octets = new byte[printed.Length];
        var length = 0;
        for (var at = 0; at < printed.Length; at++)
        {
            var octet = printed[at];
            if (octet == '\\' && at + 1 < printed.Length)
            {
                octet = printed[++at];
                if (octet == 'x' && at + 2 < printed.Length && Hex(printed.Slice(at + 1, 2)) is var value and >= 0)
                {
                    (octet, at) = ((byte)value, at + 2);
                }
                else
                {
                    octet = octet switch { (byte)'r' => (byte)'\r', (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', _ => octet };
                }
            }

            octets[length++] = octet;
        }

        return octets[..length];
    }

    private static int Hex(ReadOnlySpan<byte> two) =>
        System.Buffers.Text.Utf8Parser.TryParse(two, out byte value, out var used, 'x') && used == 2 ? value : -1;
}
