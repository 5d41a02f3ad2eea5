using System.Reflection;

namespace Restante.Client.Report;

/// <summary>What the manual says of a finding: a section of docs/manual/findings.md, which is part of this program.</summary>
/// <param name="Code">The finding's.</param>
/// <param name="Text">The section below its heading, as it is written.</param>
public sealed record FindingPage(string Code, string Text)
{
    private const string Heading = "## ";

    private static readonly Lazy<IReadOnlyList<FindingPage>> Pages = new(() => Parse(ReadManual()));

    /// <summary>In the order of the manual.</summary>
    public static IReadOnlyList<FindingPage> All => Pages.Value;

    /// <summary>Null for a code that there is not.</summary>
    public static FindingPage? Find(string code) => All.FirstOrDefault(p => string.Equals(p.Code, code, StringComparison.OrdinalIgnoreCase));

    /// <summary>The sections of a page in the manual's form: <c>## code</c>, up to the next heading.</summary>
    public static IReadOnlyList<FindingPage> Parse(string manual)
    {
        var pages = new List<FindingPage>();
        string? code = null;
        var lines = new List<string>();
        foreach (var line in manual.Split('\n').Append("# "))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith(Heading, StringComparison.Ordinal))
            {
                if (code is not null)
                {
                    pages.Add(new FindingPage(code, string.Join('\n', lines).Trim()));
                }

                code = line.StartsWith(Heading, StringComparison.Ordinal) ? line[Heading.Length..].Trim() : null;
                lines.Clear();
            }
            else
            {
                lines.Add(line.TrimEnd('\r'));
            }
        }

        return pages;
    }

    private static string ReadManual()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("findings.md") ?? throw new InvalidOperationException("findings.md is not in this program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
