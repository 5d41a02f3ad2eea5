using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// Names of delivered messages: <c>1700000000.M123456P99Q7R0f3a55c1.host,S=120,W=125</c>. Process and counter tell the
/// deliveries of a machine apart, the random part those of containers that share a host name and a process id. The
/// microseconds have six digits, so that names sort by time.
/// </summary>
internal static class DeliveryName
{
    /// <summary>The part up to the first comma, which is the message's unique-id: printable, and never longer than one may be.</summary>
    public static byte[] Stem(DateTimeOffset now, int processId, uint counter, uint random, string host)
    {
        var micros = now.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        var name = new StringBuilder($"{now.ToUnixTimeSeconds()}.M{micros:D6}P{processId}Q{counter}R{random:x8}.");
        foreach (var c in host)
        {
            // The first two as Maildir wants it; a comma would end the unique-id.
            _ = c switch
            {
                '/' => name.Append("\\057"),
                ':' => name.Append("\\072"),
                ',' => name.Append("\\054"),
                > ' ' and <= '~' => name.Append(c),
                _ => name.Append('_'),
            };
        }

        return Encoding.ASCII.GetBytes(name.ToString(0, Math.Min(name.Length, UniqueId.MaxLength)));
    }

    /// <summary>The whole name, with the sizes that spare readers the measuring.</summary>
    public static byte[] WithSizes(ReadOnlySpan<byte> stem, long fileSize, long octets) =>
        [.. stem, .. Encoding.ASCII.GetBytes($",S={fileSize},W={octets}")];
}
