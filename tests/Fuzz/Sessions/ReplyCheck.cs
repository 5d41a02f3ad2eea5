using System.Text;

namespace Restante.Fuzz.Sessions;

/// <summary>Holds what a client saw against what it must see, reply by reply.</summary>
internal sealed class ReplyCheck(byte[] seen)
{
    private int _at;

    /// <param name="whole">The client read to the end; otherwise what it saw may break off anywhere.</param>
    /// <exception cref="FuzzException">They differ.</exception>
    public void Against(IReadOnlyList<ExpectedReply> expected, bool whole)
    {
        foreach (var reply in expected)
        {
            if (!Reply(reply))
            {
                Require(!whole, reply, "has no whole answer");
                return;
            }
        }

        if (_at < seen.Length)
        {
            throw new FuzzException($"nobody asked for {Show(seen.AsSpan(_at))}");
        }
    }

    /// <summary>False where what was seen breaks off.</summary>
    private bool Reply(ExpectedReply expected)
    {
        var rest = seen.AsSpan(_at);
        var end = rest.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var status = Encoding.Latin1.GetString(rest[..end]);
        var right = expected.Exactly is { } exactly ? status == exactly : status.Split(' ')[0] == expected.Indicator;
        Require(right, expected, $"is answered by {Show(rest[..end])}, not by {expected.Exactly ?? expected.Indicator}");
        _at += end + 2;
        return !expected.MultiLine || Body(expected, seen.AsSpan(_at));
    }

    private bool Body(ExpectedReply expected, ReadOnlySpan<byte> rest)
    {
        if (expected.Body is null)
        {
            var end = rest.IndexOf("\r\n.\r\n"u8);
            _at += end + "\r\n.\r\n".Length;
            return end >= 0;
        }

        byte[] body = [.. expected.Body, .. ".\r\n"u8];
        var common = rest.CommonPrefixLength(body);
        Require(common == Math.Min(body.Length, rest.Length), expected, $"differs from octet {common} on: {Show(rest[common..])}");
        _at += common;
        return common == body.Length;
    }

    private static void Require(bool condition, ExpectedReply expected, string what)
    {
        if (!condition)
        {
            throw new FuzzException($"{Show(Encoding.Latin1.GetBytes(expected.What))} {what}");
        }
    }

    private static string Show(ReadOnlySpan<byte> octets) =>
        '"' + string.Concat(Encoding.Latin1.GetString(octets[..Math.Min(80, octets.Length)]).Select(c => c is >= ' ' and < '\x7f' ? c.ToString() : $"\\x{(int)c:x2}")) + '"';
}
