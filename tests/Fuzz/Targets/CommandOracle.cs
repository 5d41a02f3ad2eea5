using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Restante.Protocol.Pop3;

namespace Restante.Fuzz.Targets;

/// <summary>A command line by regular expressions, written from the protocol's rules and not from the state table.</summary>
public static class CommandOracle
{
    private const string AuthorizationOnly = "USER PASS APOP AUTH STLS UTF8";
    private const string Everywhere = "CAPA LANG QUIT";

    private static readonly Dictionary<string, string> Grammar = new()
    {
        ["USER"] = "^ (?<a>[^ ]+) *$",
        ["PASS"] = "^ (?<a>.*)$",
        ["APOP"] = "^ (?<a>[^ ]+) (?<b>[^ ]+) *$",
        ["AUTH"] = "^( (?<a>[^ ]+)( (?<b>[^ ]+))?)? *$",
        ["STLS"] = "^ *$",
        ["STAT"] = "^ *$",
        ["LIST"] = "^( (?<a>(?<n>[0-9]+)))? *$",
        ["UIDL"] = "^( (?<a>(?<n>[0-9]+)))? *$",
        ["RETR"] = "^ (?<a>(?<n>[0-9]+)) *$",
        ["TOP"] = "^ (?<a>(?<n>[0-9]+)) (?<b>(?<k>[0-9]+)) *$",
        ["DELE"] = "^ (?<a>(?<n>[0-9]+)) *$",
        ["RSET"] = "^ *$",
        ["NOOP"] = "^ *$",
        ["CAPA"] = "^ *$",
        ["LANG"] = "^( (?<a>[^ ]+))? *$",
        ["UTF8"] = "^ *$",
        ["QUIT"] = "^ *$",
    };

    public static IEnumerable<string> Names => Grammar.Keys;

    /// <summary>What the line means, or null where it must be refused.</summary>
    /// <param name="line">In Latin-1.</param>
    /// <param name="state">Where the session is.</param>
    public static ParsedCommand? Expect(string line, SessionStates state)
    {
        if (line.Any(c => c < ' ' || c == '\x7f'))
        {
            return null;
        }

        var name = line.Split(' ')[0];
        if (Grammar.Keys.FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } keyword)
        {
            return null;
        }

        var here = Everywhere.Contains(keyword, StringComparison.Ordinal)
            || (AuthorizationOnly.Contains(keyword, StringComparison.Ordinal) == (state == SessionStates.Authorization));
        var match = Regex.Match(line[name.Length..], Grammar[keyword], RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30));
        if (!here || !match.Success)
        {
            return null;
        }

        var number = Number(match.Groups["n"].Value);
        var lines = Number(match.Groups["k"].Value);
        if (number > int.MaxValue || lines > int.MaxValue || (match.Groups["n"].Success && number == 0))
        {
            return null;
        }

        return new ParsedCommand(keyword, match.Groups["a"].Value, match.Groups["b"].Value, (int)number, (int)lines);
    }

    private static BigInteger Number(string digits) =>
        digits.Length == 0 ? 0 : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>A command's parts as text in Latin-1.</summary>
public sealed record ParsedCommand(string Name, string Argument, string Second, int Number, int Lines);
