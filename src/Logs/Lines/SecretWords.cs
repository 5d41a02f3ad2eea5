using System.Text.RegularExpressions;

namespace Restante.Logs.Lines;

/// <summary>
/// Blanks what may be a secret in a line that nobody understands, before it is shown. Where in doubt it blanks too much.
/// </summary>
public static partial class SecretWords
{
    /// <summary>The line, safe to print, with **** in place of secrets.</summary>
    public static string Blank(ReadOnlySpan<byte> line) => Pattern().Replace(SafeText.Of(line, 400), m => m.Groups["kept"].Value + "****");

    // curl -u user:x and pop3://user:x@host; PASS x; APOP user digest; AUTH MECH response; password=x, pwd: "x"; a long run of base64 alone behind a mark.
    [GeneratedRegex(
        @"(?<kept>(?:\s-u\s*|\s--user[\s=])[""']?[^\s:""']+:)[^\s""']+|(?<kept>://[^\s:/@]+:)[^\s/@]+|(?<kept>\b(?:PASS|AUTH\s+[A-Za-z0-9-]+|APOP\s+\S+)\s+).+$|(?<kept>\b(?:passw(?:or)?d|pass|pwd|secret|token|credentials)\b[""']?\s*(?:[=:]|\bis\b)\s*[""']?)[^\s,""']+|(?<kept>(?:^|[\s""'<>«»:])(?:>|<|C:|«|»|<<<|>>>)\s*)[A-Za-z0-9+/]{12,}={0,2}$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
