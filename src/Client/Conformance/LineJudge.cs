using System.Globalization;

namespace Restante.Client.Conformance;

/// <summary>The steps that judge the lines read last.</summary>
internal sealed class LineJudge(IReadOnlyList<string> lines, Dictionary<string, string> bound, Dictionary<string, IReadOnlyList<string>> kept, IReadOnlyDictionary<string, SeedMessage> mail)
{
    private const int LineEnd = 2;

    /// <summary>What is wrong, or null.</summary>
    public string? Judge(StepKind kind, string text)
    {
        switch (kind)
        {
            case StepKind.Count:
                return Equal(lines.Count, text, "lines");
            case StepKind.Each:
                // Each line binds for itself.
                return lines.FirstOrDefault(l => !ReplyPattern.Matches(text, l, new Dictionary<string, string>(bound, StringComparer.Ordinal))) is { } other ? $"\"{other}\" does not fit {text}" : null;
            case StepKind.With:
                return lines.Any(l => ReplyPattern.Matches(text, l, bound)) ? null : $"no line fits {text}";
            case StepKind.Without:
                return lines.FirstOrDefault(l => ReplyPattern.Matches(text, l, new Dictionary<string, string>(bound, StringComparer.Ordinal))) is { } one ? $"\"{one}\" fits {text}" : null;
            case StepKind.Distinct:
                return lines.Select(Second).Distinct(StringComparer.Ordinal).Count() == lines.Count ? null : "a value is there twice";
            case StepKind.Sum:
                return Equal(lines.Sum(l => long.TryParse(Second(l), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0), text, "octets in sum");
            case StepKind.Octets:
                return Equal(lines.Sum(l => (long)l.Length + LineEnd), text, "octets");
            case StepKind.Keep:
                kept[text] = lines;
                return null;
            case StepKind.Same:
                return kept[text].SequenceEqual(lines) ? null : $"the lines differ from those before ({text})";
            case StepKind.Message:
                return MessageFault.Find(mail[text], lines);
            case StepKind.Top:
                var words = text.Split(' ');
                return MessageFault.Find(mail[words[0]], lines, int.Parse(words[1], CultureInfo.InvariantCulture));
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    private string? Equal(long value, string text, string what)
    {
        var wanted = bound.GetValueOrDefault(text.Trim('<', '>', '#'), text);
        return wanted == value.ToString(CultureInfo.InvariantCulture) ? null : string.Create(CultureInfo.InvariantCulture, $"{value} {what}, not {wanted}");
    }

    private static string Second(string line) => line.Split(' ') is [_, var second, ..] ? second : "";
}
