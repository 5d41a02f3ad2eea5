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

    /// <summary>
    /// True for UTF-8 without a character that SASLprep forbids (RFC 4013 §2.3): RFC 6856 §2.2 wants names and passwords
    /// refused that are not so.
    /// </summary>
    public static bool IsLegal(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var used);
            if (IsForbidden(rune.Value))
            {
                return false;
            }

            text = text[used..];
        }

        return true;
    }

    /// <summary>
    /// RFC 3454, tables C.2 to C.9 but for surrogates, which UTF-8 cannot hold. Spaces of C.1.2 are mapped before; what
    /// B.1 maps to nothing is not here either.
    /// </summary>
    private static bool IsForbidden(int rune) => rune is
        < 0x20 or 0x7F or (>= 0x80 and <= 0x9F) or 0x6DD or 0x70F or 0x180E or 0x2028 or 0x2029 or (>= 0x2061 and <= 0x2063)
        or (>= 0x206A and <= 0x206F) or (>= 0xFFF9 and <= 0xFFFD) or (>= 0x1D173 and <= 0x1D17A)
        or (>= 0xE000 and <= 0xF8FF) or >= 0xF0000
        or (>= 0xFDD0 and <= 0xFDEF)
        or (>= 0x2FF0 and <= 0x2FFB)
        or 0x340 or 0x341 or 0x200E or 0x200F or (>= 0x202A and <= 0x202E)
        or 0xE0001 or (>= 0xE0020 and <= 0xE007F)
        || (rune & 0xFFFE) == 0xFFFE;

    /// <summary>RFC 3454, table C.1.2.</summary>
    private static bool IsSpace(int rune) => rune is 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000;

    /// <summary>RFC 3454, table B.1; 200B stands in C.1.2 as well, but B.1 has it first.</summary>
    private static bool IsMappedToNothing(int rune) =>
        rune is 0xAD or 0x34F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;
}
