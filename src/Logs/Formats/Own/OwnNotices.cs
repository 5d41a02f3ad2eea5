namespace Restante.Logs.Formats.Own;

/// <summary>What `serve` says to people when it starts, between its records as text: where it listens, and how to try it.</summary>
internal static class OwnNotices
{
    public static bool IsOne(ReadOnlySpan<byte> line) =>
        line.StartsWith("POP3 with STLS on "u8)
        || line.StartsWith("POP3 TLS on "u8)
        || line.StartsWith("POP3 without TLS on "u8)
        || (line.StartsWith("users in "u8) && line.IndexOf(", mail in "u8) > 0)
        || line.StartsWith("user demo, password: "u8)
        || line.SequenceEqual("Try:"u8)
        || line.StartsWith("  curl -u 'demo:"u8)
        || (line.StartsWith("  "u8) && line.IndexOf(" user add ann"u8) > 0);
}
