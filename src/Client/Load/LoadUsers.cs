using System.Globalization;
using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Client.Load;

/// <summary>Somebody to log in as. The octets go onto the wire as they are.</summary>
public sealed record LoadUser(byte[] Name, Secret Password);

/// <summary>The users of a load run: from lines <c>name:password</c>, or from a pattern and a password that all share.</summary>
public static class LoadUsers
{
    /// <summary>More than anybody has; a pattern with a slip in it makes no end of names.</summary>
    public const int Most = 1_000_000;

    /// <summary>Octets of a name or a password: more than a command line holds (RFC 2449 §4).</summary>
    public const int LongestWord = 512;

    /// <summary>Reads <c>name:password</c> lines; empty ones and those that begin with # are left out.</summary>
    /// <exception cref="FormatException">A line is no such line; says which.</exception>
    public static IReadOnlyList<LoadUser> Read(ReadOnlySpan<byte> text)
    {
        var users = new List<LoadUser>();
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            number++;
            var line = text[range].TrimEnd((byte)'\r');
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf((byte)':');
            if (colon is <= 0 or > LongestWord || line.Length - colon - 1 is 0 or > LongestWord || users.Count == Most)
            {
                throw new FormatException(users.Count == Most ? $"more than {Most} users" : $"line {number} is not name:password");
            }

            users.Add(new LoadUser(line[..colon].ToArray(), new Secret(line[(colon + 1)..])));
        }

        return users;
    }

    /// <summary>
    /// The names of a pattern: <c>user{1..100}</c> is user1 to user100, <c>user{001..100}</c> user001 to user100; without
    /// braces it is one name.
    /// </summary>
    /// <exception cref="FormatException">The braces hold no range.</exception>
    public static IReadOnlyList<string> Names(string pattern)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            return [pattern];
        }

        var close = pattern.IndexOf('}', open);
        var dots = close < 0 ? -1 : pattern.IndexOf("..", open, close - open, StringComparison.Ordinal);
        if (dots < 0
            || !int.TryParse(pattern.AsSpan(open + 1, dots - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(pattern.AsSpan(dots + 2, close - dots - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || last < first || last - first >= Most)
        {
            throw new FormatException($"\"{pattern}\" has no range like {{1..100}} in its braces");
        }

        // As a shell has it: zeros in front are kept.
        var width = pattern[open + 1] == '0' ? dots - open - 1 : 1;
        return [.. Enumerable.Range(first, last - first + 1)
            .Select(n => pattern[..open] + n.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0') + pattern[(close + 1)..])];
    }

    /// <summary>The users of a pattern, all with one password, which each owns a copy of.</summary>
    /// <exception cref="FormatException">The braces hold no range.</exception>
    public static IReadOnlyList<LoadUser> FromPattern(string pattern, Secret password) =>
        [.. Names(pattern).Select(n => new LoadUser(Encoding.UTF8.GetBytes(n), new Secret(password.Octets)))];
}
