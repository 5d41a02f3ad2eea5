using System.Text;
using System.Text.Unicode;

namespace Restante.Protocol.Sasl;

/// <summary>
/// SASLprep (RFC 4013) as far as it goes without Unicode's tables, which this process leaves out (the globalization mode
/// is invariant): spaces of other scripts become a space, invisible characters vanish. There is no NFKC: keyboards send
/// composed letters, for which it changes nothing.
/// </summary>
public static class PasswordText
{
    /// <summary>The prepared password; ASCII, and what is not UTF-8, as it is.</summary>
    public static byte[] Prepare(ReadOnlySpan<byte> password)
    {
        if (Ascii.IsValid(password) || !Utf8.IsValid(password))
        {
            return password.ToArray();
        }

        var prepared = new byte[password.Length];
        var length = 0;
        foreach (var rune in Encoding.UTF8.GetString(password).EnumerateRunes())
        {
            if (!IsMappedToNothing(rune.Value))
            {
                length += (IsSpace(rune.Value) ? new Rune(' ') : rune).EncodeToUtf8(prepared.AsSpan(length));
            }
        }

        return prepared[..length];
    }

    /// <summary>RFC 3454, table C.1.2.</summary>
    private static bool IsSpace(int rune) => rune is 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000;

    /// <summary>RFC 3454, table B.1; 200B stands in C.1.2 as well, but B.1 has it first.</summary>
    private static bool IsMappedToNothing(int rune) =>
        rune is 0xAD or 0x34F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;
}
