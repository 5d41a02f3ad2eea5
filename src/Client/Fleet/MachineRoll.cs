using Restante.Client.Report;
using Restante.Client.Wire;

namespace Restante.Client.Fleet;

/// <summary>
/// Which visits met the same machine: told apart by the name in the greeting, the certificate, CAPA and the greeting's
/// form; where nothing differs, by address.
/// </summary>
public sealed class MachineRoll
{
    /// <summary>So many greetings that all differ are a server that says something else each time.</summary>
    private const int Babble = 4;

    private readonly List<(string Name, List<FleetVisit> Visits)> _machines = [];

    // A name that all share is the service's, unless there is only one address, or one of each family.
    private readonly bool _namesTell;

    public MachineRoll(IReadOnlyList<FleetVisit> visits)
    {
        var forms = visits.Where(v => v.Greeting is not null).Select(v => v.Form.Form).ToList();
        GreetingsVary = forms.Count >= Babble && forms.Distinct(StringComparer.Ordinal).Count() == forms.Count;
        var addresses = visits.Select(v => v.Way.EndPoint.Address).Distinct().ToList();
        _namesTell = visits.Select(v => v.Form.Name).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1
            || addresses.Count == addresses.Select(a => a.AddressFamily).Distinct().Count();
        foreach (var group in visits.GroupBy(Key, StringComparer.Ordinal))
        {
            var all = group.ToList();
            _machines.Add((NameOf(all), all));
        }

        // One that fails at times is no second machine.
        foreach (var (name, failed) in _machines.Where(m => m.Visits.TrueForAll(v => !v.Ok)).ToList())
        {
            if (_machines.FindIndex(m => m.Name == name && m.Visits.Exists(v => v.Ok)) is >= 0 and var index)
            {
                _machines[index].Visits.AddRange(failed);
                _machines.RemoveAll(m => m.Visits == failed);
            }
        }

        // Two that go by one name are still two.
        foreach (var same in _machines.Select((m, i) => (m.Name, Index: i)).GroupBy(m => m.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.ToList()).ToList())
        {
            for (var i = 0; i < same.Count; i++)
            {
                _machines[same[i].Index] = ($"{same[i].Name} #{i + 1}", _machines[same[i].Index].Visits);
            }
        }
    }

    public IReadOnlyList<(string Name, List<FleetVisit> Visits)> Machines => _machines;

    /// <summary>The greetings say something else each time: nothing can be told from them.</summary>
    public bool GreetingsVary { get; }

    public string NameOf(FleetVisit visit) => _machines.Find(m => m.Visits.Contains(visit)).Name;

    public IEnumerable<Machine> ToReport() => _machines.Select(m => new Machine(
        m.Name,
        [.. m.Visits.Select(v => v.Way.EndPoint.Address.ToString()).Distinct(StringComparer.Ordinal)],
        m.Visits.Count,
        m.Visits.TrueForAll(v => v.Ok),
        m.Visits.Find(v => v.Greeting is not null)?.Form.Form ?? "",
        m.Visits.Select(v => v.Serial).FirstOrDefault(s => s is not null),
        m.Visits.Find(v => v.Capabilities is not null)?.Capabilities));

    private string Key(FleetVisit visit) => visit switch
    {
        // A failed visit shows little: it belongs to its name or its place.
        { Ok: false, Form.Name: { } name } when _namesTell => $"name {name}",
        { Ok: false } => $"failed {visit.Way.Place}",
        _ when GreetingsVary => $"place {visit.Way.Place} {visit.Serial}",
        { Form.Name: { } name } when _namesTell => $"name {name} {Marks(visit)}",
        _ => $"place {visit.Way.Place} {Marks(visit)}",
    };

    private static string Marks(FleetVisit visit) =>
        $"{visit.Serial} {visit.Form.Form} {(visit.Capabilities is { } lines ? string.Join(',', FleetDifference.Comparable(lines)) : "")}";

    private string NameOf(List<FleetVisit> visits) =>
        (_namesTell ? visits.Select(v => v.Form.Name).FirstOrDefault(n => n is not null) : null) ?? visits[0].Way.EndPoint.Address.ToString();
}
