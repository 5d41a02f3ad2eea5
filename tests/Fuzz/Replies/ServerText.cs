using System.Text;

namespace Restante.Fuzz.Replies;

/// <summary>What a server might say: lines of a kind, with all sorts of ends, and now and then an octet that is wrong.</summary>
internal static class ServerText
{
    /// <param name="lines">To choose from.</param>
    /// <param name="first">How it often begins; null for like the rest.</param>
    public static byte[] Make(Random random, string[] lines, string? first)
    {
        var text = new StringBuilder(first is not null && random.Next(4) > 0 ? first + "\r\n" : "");
        for (var count = random.Next(12); count > 0; count--)
        {
            text.Append(random.Next(30) == 0 ? new string('x', random.Next(500, 9000)) : lines[random.Next(lines.Length)]);
            text.Append(random.Next(6) switch { 0 => "\n", 1 => random.Next(3) == 0 ? "" : "\r\n", _ => "\r\n" });
        }

        text.Append(random.Next(3) == 0 ? "" : ".\r\n");
        var octets = Encoding.Latin1.GetBytes(text.ToString());
        if (octets.Length > 0 && random.Next(4) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return octets;
    }
}
