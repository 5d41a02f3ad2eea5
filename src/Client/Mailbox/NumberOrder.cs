using System.Globalization;

namespace Restante.Client.Mailbox;

/// <summary>Whether a list's message numbers are 1, 2, 3, … (RFC 1939 §5).</summary>
/// <param name="Words">What is wrong, and where.</param>
/// <param name="IsOnlyOrder">All numbers are there, in another order.</param>
public sealed record NumberOrder(string Words, bool IsOnlyOrder)
{
    /// <summary>Null where the numbers are right, and where some are only left out: then the counts differ, which tells.</summary>
    /// <param name="command">The list's.</param>
    /// <param name="numbers">In the list's order.</param>
    /// <param name="messages">How many there are by STAT; null where that is not known.</param>
    public static NumberOrder? Judge(string command, IReadOnlyList<int> numbers, long? messages)
    {
        var first = 0;
        while (first < numbers.Count && numbers[first] == first + 1)
        {
            first++;
        }

        if (first == numbers.Count)
        {
            return null;
        }

        var distinct = numbers.Distinct().Count();
        var (least, most) = (numbers.Min(), numbers.Max());
        var from = Math.Max(0, first - 2);
        var shown = string.Join(", ", numbers.Skip(from).Take(5).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        var words = $"{command} numbers {(from > 0 ? "… " : "")}{shown}{(from + 5 < numbers.Count ? ", …" : "")}";
        if (distinct < numbers.Count)
        {
            return new NumberOrder($"{words}: a number stands twice", IsOnlyOrder: false);
        }

        if (least == 1 && most == numbers.Count)
        {
            return new NumberOrder($"{words}: not in order", IsOnlyOrder: true);
        }

        return least >= 1 && most <= messages && numbers.Count < messages ? null : new NumberOrder(words, IsOnlyOrder: false);
    }
}
