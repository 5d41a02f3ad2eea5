using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>All findings, looked for in one pass over the sessions; the gravest first.</summary>
public sealed class FindingTable
{
    private readonly IFinding[] _findings =
    [
        new FetchesEverythingAgain(), new NoQuit(), new StuckMessage(), new MailboxLocked(), new OnlyGrows(), new Guessing(),
        new LoginFailures(), new TlsFailure(), new OldTls(), new ClearTextLogin(), new Timeouts(), new PollsTooOften(),
        new SlowPhase(),
    ];

    /// <summary>All codes.</summary>
    public IReadOnlyList<string> Codes => [.. _findings.Select(f => f.Code)];

    /// <summary>Looks at a session that is over, and notes in it what it shows.</summary>
    public void Look(Session session)
    {
        foreach (var finding in _findings)
        {
            if (finding.Look(session))
            {
                session.Note(finding.Code);
            }
        }
    }

    /// <summary>What was found, by finding, the most sessions first.</summary>
    public IReadOnlyList<Found> Found() =>
        [.. _findings.SelectMany(f => f.Found().OrderByDescending(x => x.Sessions).ThenBy(x => x.About, StringComparer.Ordinal))];
}
