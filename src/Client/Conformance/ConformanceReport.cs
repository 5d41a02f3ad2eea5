namespace Restante.Client.Conformance;

/// <summary>A clause's cases, counted.</summary>
public sealed record ClauseCount(Clause Clause, int Passed, int Failed, int NotApplicable, int NotTried)
{
    public int Total => Passed + Failed + NotApplicable + NotTried;
}

/// <summary>What a run came to.</summary>
public sealed record ConformanceReport(string Target, ServerFacts Facts, IReadOnlyList<CaseResult> Results, TimeSpan Elapsed)
{
    /// <summary>Why nothing could be tried; null where something was.</summary>
    public string? CouldNotBegin { get; init; }

    public IEnumerable<CaseResult> Of(Verdict verdict) => Results.Where(r => r.Verdict == verdict);

    /// <summary>In the order of the clauses.</summary>
    public IReadOnlyList<ClauseCount> Clauses =>
    [
        .. from result in Results
           group result.Verdict by result.Case.Clause into clause
           orderby clause.Key.Order
           select new ClauseCount(clause.Key, clause.Count(v => v == Verdict.Pass), clause.Count(v => v == Verdict.Fail),
               clause.Count(v => v == Verdict.NotApplicable), clause.Count(v => v == Verdict.NotTried)),
    ];
}
