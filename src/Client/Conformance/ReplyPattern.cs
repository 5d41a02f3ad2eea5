using System.Text;
using System.Text.RegularExpressions;

namespace Restante.Client.Conformance;

/// <summary>
/// What a server's line must look like, by what the RFC fixes: the status in capitals, numbers, codes; its words are free.
/// <c>*</c> stands for any text, <c>&lt;x&gt;</c> for a word and <c>&lt;#x&gt;</c> for a number that is bound when it is met first and
/// the same from then on, <c>$</c> at the end for the line's end: otherwise more may follow behind a space. <c>a | b</c>: one of them.
/// </summary>
internal static partial class ReplyPattern
{
    /// <summary>In place of a line: the server closed.</summary>
    public const string Closed = "closed";

    private const string Base64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";

    public static IReadOnlyList<string> Alternatives(string pattern) => pattern.Split(" | ");

    /// <summary>Whether a line fits one of the alternatives; binds what stands in angle brackets.</summary>
    public static bool Matches(string pattern, string line, IDictionary<string, string> bound) =>
        Alternatives(pattern).Any(a => a != Closed && MatchesOne(a, line, bound));

    private static bool MatchesOne(string pattern, string line, IDictionary<string, string> bound)
    {
        var names = new List<string>();
        var expression = new StringBuilder("^");
        var open = !pattern.EndsWith('$');
        foreach (Match token in Tokens().Matches(open ? pattern : pattern[..^1]))
        {
            expression.Append(token.Value switch
            {
                "*" => ".*",
                "<base64>" => Base64,
                ['<', _, ..] => Name(token.Value, names, bound),
                // A status is in capitals (RFC 1939 §3); what follows, codes and capabilities, counts in any case (RFC 2449 §5, §8).
                "+OK" or "-ERR" => Regex.Escape(token.Value),
                _ => $"(?i:{Regex.Escape(token.Value)})",
            });
        }

        expression.Append(open ? @"(?: .*)?$" : "$");
        var match = Regex.Match(line, expression.ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        for (var i = 0; match.Success && i < names.Count; i++)
        {
            bound[names[i]] = match.Groups[i + 1].Value;
        }

        return match.Success;
    }

    private static string Name(string token, List<string> names, IDictionary<string, string> bound)
    {
        var isNumber = token[1] == '#';
        var name = token.Trim('<', '>', '#');
        if (bound.TryGetValue(name, out var value))
        {
            return Regex.Escape(value);
        }

        names.Add(name);
        return isNumber ? "([0-9]+)" : "([^ ]+)";
    }

    [GeneratedRegex(@"\*|<#?[a-z]+[0-9]*>|\+OK|-ERR|[^*<+-]+|.")]
    private static partial Regex Tokens();
}
