namespace Restante.Protocol.Pop3;

/// <summary>The rule for unique-ids: 1 to 70 octets from 0x21 to 0x7E (RFC 1939 §7, UIDL).</summary>
public static class UniqueId
{
    public const int MaxLength = 70;

    public static bool IsLegal(ReadOnlySpan<byte> id) =>
        id.Length is >= 1 and <= MaxLength && id.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) < 0;
}
