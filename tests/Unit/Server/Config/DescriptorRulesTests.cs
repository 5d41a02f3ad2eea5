using Restante.Server.Config;

namespace Restante.Unit.Server.Config;

/// <summary>The default of limits.sessions is 20,000, which many a shell's and container's RLIMIT_NOFILE does not carry.</summary>
public sealed class DescriptorRulesTests
{
    [Fact]
    public void Sessions_that_the_descriptors_do_not_suffice_for_are_a_warning_with_both_numbers()
    {
        var problem = Assert.Single(Check(20_000, 65_536));

        Assert.Equal((ProblemSeverity.Warning, "limits.sessions"), (problem.Severity, problem.Key));
        Assert.Equal("20000 sessions need about 120000 descriptors, this process may open 65536", problem.Message);
        Assert.Contains("LimitNOFILE", problem.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20_000, 120_000L)]
    [InlineData(1, 1024L)]
    [InlineData(1_000_000, null)]
    [InlineData(1_000_000, long.MaxValue)]
    public void Enough_descriptors_and_an_unknown_number_are_none(int sessions, long? allowed) => Assert.Empty(Check(sessions, allowed));

    private static IReadOnlyList<ConfigProblem> Check(int sessions, long? allowed)
    {
        var problems = new ConfigProblems();
        var origin = new ConfigOrigin("default", 0, 0, "/");
        DescriptorRules.Check(new LimitOptions { Sessions = sessions }, allowed, new ConfigBinding(new Dictionary<string, ConfigOrigin>(StringComparer.Ordinal), origin, problems));
        return problems.Sorted();
    }
}
