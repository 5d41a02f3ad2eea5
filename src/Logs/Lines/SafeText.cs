using System.Buffers;
using System.Globalization;
using System.Text;

namespace Restante.Logs.Lines;

/// <summary>
/// Octets from a log as text that may be printed. A log is written by whoever connects: control characters, escape codes
/// and marks that turn the direction of text stand as <c>\xNN</c>, and nothing is longer than 256 octets.
/// </summary>
public static class SafeText
{
    private const int Longest = 256;

    /// <summary>Text that may be printed.</summary>
    public static string Of(ReadOnlySpan<byte> octets, int longest = Longest)
    {
        var cut = octets.Length > longest;
        octets = cut ? octets[..longest] : octets;
        if (!cut && !octets.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return Encoding.ASCII.GetString(octets);
        }

        var text = new StringBuilder(octets.Length + 8);
        while (!octets.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(octets, out var rune, out var used) != OperationStatus.Done)
            {
                foreach (var octet in octets[..used])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
                }
            }
            else if (IsUnsafe(rune))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            }
            else
            {
                text.Append(rune);
            }

            octets = octets[used..];
        }

        return cut ? text.Append('…').ToString() : text.ToString();
    }

    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or
        UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
