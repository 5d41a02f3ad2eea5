using System.Text;

namespace Restante.Client.Mailbox;

/// <summary>Finds the Message-ID in a message's beginning (RFC 5322 §3.6.4).</summary>
public static class MessageIdField
{
    /// <summary>Longer ones are no use, and come from nobody who means well.</summary>
    private const int Longest = 500;

    private static readonly byte[] Name = "Message-ID:"u8.ToArray();

    /// <summary>Without white space; null where there is none.</summary>
    public static string? Find(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            var line = NextLine(ref message);
            if (line.IsEmpty)
            {
                return null;
            }

            if (line.Length < Name.Length || !Ascii.EqualsIgnoreCase(line[..Name.Length], Name))
            {
                continue;
            }

            var value = new StringBuilder(Encoding.Latin1.GetString(line[Name.Length..]));

            // The field may go on in the next line.
            while (message.Length > 0 && message[0] is (byte)' ' or (byte)'\t' && value.Length <= Longest)
            {
                value.Append(Encoding.Latin1.GetString(NextLine(ref message)));
            }

            var id = string.Concat(value.ToString().Where(c => c > ' '));
            return id.Length is 0 or > Longest ? null : id;
        }

        return null;
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf((byte)'\n');
        var line = end < 0 ? message : message[..end];
        message = end < 0 ? default : message[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }
}
