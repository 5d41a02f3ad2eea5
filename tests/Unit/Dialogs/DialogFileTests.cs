using System.Text.RegularExpressions;

namespace Restante.Unit.Dialogs;

/// <summary>What the dialogs are as a collection: many, and each says what holds and by which rule.</summary>
public sealed partial class DialogFileTests
{
    private static readonly string[] Groups =
    [
        "apop", "auth", "capa", "defect", "dele", "drop", "expire", "foreign", "lang", "limits", "lines", "list", "lock", "noop", "quit", "retr", "rset", "sasl",
        "shutdown", "snapshot", "stat", "stls", "top", "transcript", "uidl", "utf8",
    ];

    private static string[] Files => DialogTests.Names;

    [Fact]
    public void There_are_many_dialogs() => Assert.True(Files.Length >= 120, $"only {Files.Length} dialogs were found");

    [Fact]
    public void Each_says_in_its_first_line_what_holds_and_by_which_rule() =>
        Assert.All(Files, file => Assert.Matches(Rule(), File.ReadLines(DialogTests.PathOf(file)).First()));

    [Fact]
    public void Each_group_has_its_dialogs() =>
        Assert.Equal(Groups, Files.Select(file => file.Split('-')[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_dialog_of_a_defect_names_whose_it_was() =>
        Assert.All(
            Files.Where(file => file.StartsWith("defect-", StringComparison.Ordinal)),
            file => Assert.Contains(
                file.Split('-')[1], File.ReadLines(DialogTests.PathOf(file)).First(), StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Each_dialog_expects_something() =>
        Assert.All(Files, file => Assert.Contains(File.ReadLines(DialogTests.PathOf(file)), line => Reply().IsMatch(line)));

    // An RFC, or in brackets the program whose defect or habit it is.
    [GeneratedRegex(@"^# .+\((.*RFC \d+.*|[^()]*[A-Za-z][^()]*)\)$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^S\d?(\*\d+)?:")]
    private static partial Regex Reply();
}
