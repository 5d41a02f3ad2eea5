namespace Restante.Client.Report;

/// <summary>What an examination found, while it is made and after. Safe to add to from several connections at once.</summary>
/// <param name="target">As the person named it.</param>
public sealed class CheckReport(string target)
{
    /// <summary>So many sightings of one finding are kept; the rest is a number.</summary>
    private const int MostSeen = 5;

    private readonly Lock _lock = new();
    private readonly List<Step> _steps = [];
    private readonly List<Finding> _findings = [];
    private readonly List<string> _addresses = [];
    private readonly List<Machine> _machines = [];

    public string Target { get; } = target;

    /// <summary>Told of each step at once; null for nobody.</summary>
    public Action<Step>? StepDone { get; init; }

    public IReadOnlyList<string> Addresses => Copy(_addresses);

    public IReadOnlyList<Machine> Machines => Copy(_machines);

    public IReadOnlyList<Step> Steps => Copy(_steps);

    /// <summary>Worst first; among equals the first found first.</summary>
    public IReadOnlyList<Finding> Findings => [.. Copy(_findings).OrderByDescending(f => f.Severity)];

    /// <summary>Why the examination could not be made at all; null where it was.</summary>
    public string? CouldNotFindOut { get; private set; }

    /// <summary>The exit status as monitoring plug-ins have it: 0 well, 1 a warning, 2 an error, 3 unknown.</summary>
    public int Exit => CouldNotFindOut is not null ? 3
        : Findings.Select(f => f.Severity).DefaultIfEmpty(Severity.Info).Max() switch { Severity.Error => 2, Severity.Warning => 1, _ => 0 };

    public bool Has(FindingKind kind) => Copy(_findings).Any(f => f.Kind == kind);

    public void AddAddress(string address) => Locked(() => _addresses.Add(address));

    public void AddMachine(Machine machine) => Locked(() => _machines.Add(machine));

    public void GiveUp(string why) => CouldNotFindOut ??= why;

    public void Add(Step step)
    {
        Locked(() => _steps.Add(step));
        StepDone?.Invoke(step);
    }

    /// <summary>Adds a finding; one that is there already gets another sighting. One cause, one finding.</summary>
    /// <param name="seen">What was seen, where.</param>
    /// <param name="meaning">In place of the catalogue's, where this case is known better.</param>
    /// <param name="advice">Likewise.</param>
    /// <param name="severity">Likewise.</param>
    public void Add(FindingKind kind, string seen, string? meaning = null, string? advice = null, Severity? severity = null)
    {
        lock (_lock)
        {
            var index = _findings.FindIndex(f => f.Kind == kind);
            if (index < 0)
            {
                _findings.Add(new Finding(kind, severity ?? kind.Severity, [seen], meaning ?? kind.Meaning, advice ?? kind.Advice));
            }
            else if (!_findings[index].Seen.Contains(seen, StringComparer.Ordinal) && _findings[index].Seen.Count < MostSeen)
            {
                var known = _findings[index];
                var worse = (Severity)Math.Max((int)known.Severity, (int)(severity ?? kind.Severity));
                _findings[index] = known with { Seen = [.. known.Seen, seen], Severity = worse };
            }
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }

    private void Locked(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }
}
