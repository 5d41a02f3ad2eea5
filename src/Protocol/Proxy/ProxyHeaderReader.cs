using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Restante.Protocol.Proxy;

public enum ProxyOutcome
{
    /// <summary>What came so far may be the start of a header.</summary>
    NeedMore,

    /// <summary>A header, taken from the buffer.</summary>
    Header,

    /// <summary>What came is no header at all: whoever connected does not speak the PROXY protocol.</summary>
    Missing,

    /// <summary>It begins like a header and is none.</summary>
    Malformed,
}

/// <summary>Takes the PROXY header from the start of a connection, whatever the pieces in which it comes.</summary>
public static class ProxyHeaderReader
{
    /// <summary>The longest line of version 1, with its CRLF (§2.1: "107 octets").</summary>
    public const int MaxTextLength = 107;

    /// <summary>
    /// The longest header of version 2 that is taken. The format allows 65,551 octets; the largest that balancers send
    /// (a Unix address, all there is about TLS, a connection's name) is under a thousand.
    /// </summary>
    public const int MaxBinaryLength = 4096;

    private static ReadOnlySpan<byte> TextStart => "PROXY "u8;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>True where the octets begin a connection whose sender believes that the PROXY protocol is spoken here.</summary>
    public static bool Begins(ReadOnlySpan<byte> first) => first.StartsWith(TextStart) || first.StartsWith(Signature);

    /// <param name="buffer">From the connection's first octet; a header is cut off its front.</param>
    /// <param name="header">The header, for <see cref="ProxyOutcome.Header"/>.</param>
    /// <param name="fault">What is wrong, for <see cref="ProxyOutcome.Malformed"/>.</param>
    public static ProxyOutcome Read(ref ReadOnlySequence<byte> buffer, out ProxyHeader? header, out string? fault)
    {
        (header, fault) = (null, null);
        Span<byte> octets = stackalloc byte[ProxyBinary.FixedLength];
        var start = octets[..(int)Math.Min(octets.Length, buffer.Length)];
        buffer.Slice(0, start.Length).CopyTo(start);
        var outcome = IsPrefix(start, Signature) ? ReadBinary(buffer, start, out var length, out header, out fault)
            : IsPrefix(start, TextStart) ? ReadText(buffer, out length, out header, out fault)
            : Nothing(out length);
        if (outcome == ProxyOutcome.Header)
        {
            buffer = buffer.Slice(length);
        }

        return outcome;
    }

    private static ProxyOutcome ReadText(
        in ReadOnlySequence<byte> buffer, out int length, out ProxyHeader? header, out string? fault)
    {
        (header, fault) = (null, null);
        Span<byte> octets = stackalloc byte[MaxTextLength];
        var line = octets[..(int)Math.Min(octets.Length, buffer.Length)];
        buffer.Slice(0, line.Length).CopyTo(line);
        length = line.IndexOf((byte)'\n') + 1;
        if (length == 0)
        {
            return line.Length < MaxTextLength ? ProxyOutcome.NeedMore : Fail($"the line is longer than {MaxTextLength} octets", out fault);
        }

        if (line[length - 2] != '\r')
        {
            return Fail("the line does not end in CRLF", out fault);
        }

        return ProxyText.TryParse(line[..(length - 2)], out header, out fault) ? ProxyOutcome.Header : ProxyOutcome.Malformed;
    }

    private static ProxyOutcome ReadBinary(
        in ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> start, out int length, out ProxyHeader? header, out string? fault)
    {
        (header, fault, length) = (null, null, 0);
        if (start.Length < ProxyBinary.FixedLength)
        {
            return ProxyOutcome.NeedMore;
        }

        // The announced length comes before anything else: nobody is waited for who promises too much.
        length = ProxyBinary.FixedLength + BinaryPrimitives.ReadUInt16BigEndian(start[^sizeof(ushort)..]);
        if (length > MaxBinaryLength)
        {
            return Fail($"it announces {length} octets; {MaxBinaryLength} are taken", out fault);
        }

        if (buffer.Length < length)
        {
            return ProxyOutcome.NeedMore;
        }

        var whole = buffer.Slice(0, length).ToArray();
        return ProxyBinary.TryParse(whole, out header, out fault) ? ProxyOutcome.Header : ProxyOutcome.Malformed;
    }

    private static ProxyOutcome Nothing(out int length)
    {
        length = 0;
        return ProxyOutcome.Missing;
    }

    private static ProxyOutcome Fail(string why, [NotNull] out string? fault)
    {
        fault = why;
        return ProxyOutcome.Malformed;
    }

    private static bool IsPrefix(ReadOnlySpan<byte> start, ReadOnlySpan<byte> of) =>
        start.Length < of.Length ? of.StartsWith(start) : start.StartsWith(of);
}
