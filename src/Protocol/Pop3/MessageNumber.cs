using System.Globalization;

namespace Restante.Protocol.Pop3;

/// <summary>A message's number in one session: 1 to the number of messages (RFC 1939 §4). It never shifts.</summary>
/// <param name="Value">1 and up; 0 is the default value and names no message.</param>
public readonly record struct MessageNumber(int Value)
{
    /// <summary>The place in a list that counts from 0.</summary>
    public int Index => Value - 1;

    public static MessageNumber FromIndex(int index) => new(index + 1);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
