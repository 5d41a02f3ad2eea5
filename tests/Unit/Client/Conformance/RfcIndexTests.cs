using System.Text.RegularExpressions;
using Restante.Client.Conformance;
using Restante.Unit.Dialogs;

namespace Restante.Unit.Client.Conformance;

/// <summary>What docs/protocol/rfc-index.md names is there.</summary>
public sealed partial class RfcIndexTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "protocol", "rfc-index.md"));

    private static readonly HashSet<string> Known =
    [
        .. CaseSuite.Default.Cases.Select(c => c.Name),
        .. DialogTests.Names.Select(n => Path.GetFileNameWithoutExtension(n)!),
        .. Directory.EnumerateFiles(Repository.File("tests"), "*Tests.cs", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!),
    ];

    public static TheoryData<string> Named => [.. Rows().SelectMany(r => Names().Matches(r[^1]).Select(m => m.Groups[1].Value)).Distinct()];

    [Theory]
    [MemberData(nameof(Named))]
    public void A_case_a_dialog_or_a_test_that_it_names_exists(string name) =>
        Assert.Contains(Known, k => name.EndsWith('*') ? k.StartsWith(name[..^1], StringComparison.Ordinal) : k == name);

    [Fact]
    public void Each_row_has_a_section_a_level_and_a_proof_or_a_reason() => Assert.All(Rows(), row =>
    {
        Assert.Equal(4, row.Length);
        Assert.Matches(@"^\d+(\.\d+)*(, \d+(\.\d+)*)*$", row[0]);
        Assert.Contains(row[2], (string[])["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"]);
        Assert.NotEmpty(row[3]);
    });

    [Theory]
    [InlineData(1939)]
    [InlineData(2449)]
    [InlineData(2595)]
    [InlineData(3206)]
    [InlineData(5034)]
    [InlineData(6856)]
    [InlineData(8314)]
    public void Each_clause_that_a_case_counts_for_has_a_row(int rfc)
    {
        var sections = Page.Split($"## RFC {rfc}:")[1].Split("\n## ")[0].Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(l[2]))
            .SelectMany(l => l[2..].Split(" |")[0].Split(", ")).ToHashSet(StringComparer.Ordinal);
        Assert.All(CaseSuite.Default.Cases.Where(c => c.Clause.Rfc == rfc), c => Assert.Contains(c.Clause.Section, sections));
    }

    private static IEnumerable<string[]> Rows() => Page.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(l[2])).Select(l => l[2..^2].Split(" | "));

    [GeneratedRegex(@"`([A-Za-z0-9][A-Za-z0-9*-]+)`")]
    private static partial Regex Names();
}
