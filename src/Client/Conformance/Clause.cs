using System.Globalization;
using System.Text.RegularExpressions;

namespace Restante.Client.Conformance;

/// <summary>How strongly a clause says it.</summary>
public enum ClauseLevel
{
    /// <summary>The RFC says MUST or required, or states what a server does and leaves no choice.</summary>
    Must,

    /// <summary>The RFC says SHOULD, or recommends it.</summary>
    Should,
}

/// <summary>A section of an RFC.</summary>
/// <param name="Rfc">Its number.</param>
/// <param name="Section">As <c>5</c> or <c>6.3</c>.</param>
public sealed partial record Clause(int Rfc, string Section)
{
    /// <summary>Reads <c>RFC 1939 §5</c>; null for anything else.</summary>
    public static Clause? Parse(string text) => Form().Match(text) is { Success: true } match
        ? new Clause(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value)
        : null;

    /// <summary>Whether it is what a person asks for: <c>RFC1939</c>, <c>rfc 1939 §5</c>, <c>1939</c>. §6 takes in §6.3.</summary>
    public bool IsWithin(string wanted)
    {
        var (asked, own) = (Bare(wanted), Bare(ToString()));
        return own == asked || (asked.Length > 0 && own.StartsWith(asked, StringComparison.Ordinal) && own[asked.Length] is '§' or '.');
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"RFC {Rfc} §{Section}");

    private static string Bare(string text) => new([.. text.ToUpperInvariant().Replace("RFC", "", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c))]);

    /// <summary>To sort by. Sections have numbers below a thousand: 6.10 comes behind 6.9.</summary>
    public (int Rfc, string Section) Order => (Rfc, string.Join('.', Section.Split('.').Select(p => p.PadLeft(3, '0'))));

    [GeneratedRegex(@"^RFC (\d{1,5}) §(\d+(?:\.\d+)*)$")]
    private static partial Regex Form();
}
