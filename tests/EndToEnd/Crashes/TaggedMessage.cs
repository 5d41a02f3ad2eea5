using System.Globalization;
using System.Text;
using Restante.EndToEnd.Mail;

namespace Restante.EndToEnd.Crashes;

/// <summary>A message that follows from its number: whoever fetches it can tell every octet.</summary>
internal static class TaggedMessage
{
    /// <summary>In place of a number: not whole, one octet more, less or different.</summary>
    public const int Damaged = -1;

    /// <summary>In place of a number: the server said that it cannot be read.</summary>
    public const int NotRead = -2;

    private const string Header = "X-Tag: ";

    public static byte[] Stored(int tag)
    {
        // Most are small; every ninth is longer than any buffer on its way.
        var lines = tag % 9 == 0 ? 3000 + (tag % 7 * 400) : tag * 13 % 40;
        var text = new StringBuilder(Header).Append(tag).Append("\n\n");
        for (var line = 0; line < lines; line++)
        {
            _ = text.Append(line % 5 == 0 ? "." : "").Append(tag).Append(' ').Append(line).Append(' ').Append('x', (line * 31 + tag) % 70).Append('\n');
        }

        return Encoding.ASCII.GetBytes(tag % 4 == 0 ? text.Append("without an end").ToString() : text.ToString());
    }

    /// <summary>Which message this is, or <see cref="Damaged"/>.</summary>
    public static int Recognise(byte[] wire)
    {
        var head = Encoding.ASCII.GetString(wire, 0, Math.Min(wire.Length, 32)).Split('\r')[0];
        return head.StartsWith(Header, StringComparison.Ordinal)
            && int.TryParse(head[Header.Length..], CultureInfo.InvariantCulture, out var tag)
            && OnTheWire.Of(Stored(tag)).AsSpan().SequenceEqual(wire)
            ? tag
            : Damaged;
    }
}
