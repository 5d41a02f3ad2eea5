using Restante.Client.Conformance;

namespace Restante.Unit.Client.Conformance;

/// <summary>The files of cases, and the suite that the executable brings along.</summary>
public sealed class CaseFileTests
{
    private const string Good = "# a file\n\n== one\n# the title\nclause RFC 1939 §5, RFC 2449 §6.3 SHOULD\nneeds TOP UIDL\nmail a b\nLOGIN\nC: STAT\nS2: +OK <#n>\nCOUNT 3\n";

    [Fact]
    public void A_case_has_its_clauses_its_needs_its_mail_and_its_steps()
    {
        var one = Assert.Single(CaseFile.Read("f", Good));
        Assert.Equal(("one", "the title", ClauseLevel.Should), (one.Name, one.Title, one.Level));
        Assert.Equal(["RFC 1939 §5", "RFC 2449 §6.3"], one.Clauses.Select(c => c.ToString()));
        Assert.Equal(["TOP", "UIDL"], one.Needs);
        Assert.Equal(["a", "b"], one.Mail);
        Assert.Equal([StepKind.LogIn, StepKind.Send, StepKind.Expect, StepKind.Count], one.Steps.Select(s => s.Kind));
        Assert.Equal(new CaseStep(10, StepKind.Expect, 2, "+OK <#n>"), one.Steps[2]);
        Assert.True(one.NeedsUser);
        Assert.False(one.MayRemove);
    }

    [Theory]
    [InlineData("C: STAT\n", "line 1")]
    [InlineData("== a\n# t\nclause RFC 1939 §5\nQUIT\n", "MUST or SHOULD")]
    [InlineData("== a\n# t\nclause x\nQUIT\n", "MUST or SHOULD")]
    [InlineData("== a\n# t\nclause 1939 5 MUST\nQUIT\n", "line 3")]
    [InlineData("== a\n# t\nclause RFC 1939 §5 MUST\nDANCE\n", "DANCE")]
    [InlineData("== a\n# t\nclause RFC 1939 §5 MUST\nCOUNT\n", "COUNT")]
    [InlineData("== a\n# t\nclause RFC 1939 §5 MUST\nQUIT now\n", "QUIT now")]
    [InlineData("== a\nclause RFC 1939 §5 MUST\nQUIT\n", "title")]
    [InlineData("== a\n# t\nQUIT\n", "clause")]
    [InlineData("== a\n# t\nclause RFC 1939 §5 MUST\n", "steps")]
    public void A_wrong_line_is_named(string text, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => CaseFile.Read("f", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_suite_has_at_least_250_cases_of_which_each_needs_what_the_facts_can_tell()
    {
        Assert.InRange(CaseSuite.Default.Cases.Count, 250, 10_000);
        var facts = new ServerFacts();
        Assert.All(CaseSuite.Default.Cases.SelectMany(c => c.Needs).Distinct(), need => Assert.Matches("^(capa|apop|no-apop|clear|tls|implicit|!?[A-Z][A-Z0-9-]*(:[A-Z0-9-]+)?)$", need));
        Assert.All(CaseSuite.Default.Cases, c => facts.WhyNot(c, hasUser: true, hasSeed: true));
    }

    [Fact]
    public void A_case_or_a_message_that_is_there_twice_or_not_at_all_is_refused()
    {
        const string head = "# t\nclause RFC 1939 §5 MUST\nQUIT\n";
        Assert.Throws<FormatException>(() => CaseSuite.Read([("f", $"== a\n{head}== a\n{head}")]));
        Assert.Throws<FormatException>(() => CaseSuite.Read([("f", $"== a\nmail none\n{head}== b\nmail nothing\n{head}")]));
    }

    [Theory]
    [InlineData("RFC1939", true)]
    [InlineData("rfc 1939", true)]
    [InlineData("1939", true)]
    [InlineData("RFC1939§5", true)]
    [InlineData("RFC 1939 §5.2", true)]
    [InlineData("RFC1939§5.21", false)]
    [InlineData("RFC193", false)]
    [InlineData("RFC2449", false)]
    [InlineData("", false)]
    public void A_clause_is_asked_for_as_people_write_it(string wanted, bool within) =>
        Assert.Equal(within, new Clause(1939, "5.2").IsWithin(wanted));
}
