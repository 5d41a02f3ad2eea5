using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Restante.Server.Sessions;

/// <summary>Base64 as SASL over POP3 has it (RFC 5034 §4): one line, without anything between.</summary>
internal static class SaslBase64
{
    /// <param name="text">The line, or its part.</param>
    /// <param name="octets">A secret, perhaps: the caller zeroes it.</param>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var status = Base64.DecodeFromUtf8(text, octets, out var used, out var written);
        if (status != OperationStatus.Done || used != text.Length || text.ContainsAny(" \t\r\n"u8))
        {
            return false;
        }

        // Padding makes it shorter; the longer buffer held a secret as well.
        var whole = octets;
        octets = whole[..written];
        CryptographicOperations.ZeroMemory(whole);
        return true;
    }
}
