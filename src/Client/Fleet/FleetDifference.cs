using Restante.Client.Certificates;
using Restante.Client.Report;

namespace Restante.Client.Fleet;

/// <summary>In what the machines behind one name differ, as far as mail programs notice.</summary>
/// <param name="Seen">In words.</param>
/// <param name="Severity">Several certificates for the same names are how many fleets are made.</param>
public sealed record FleetDifference(string Seen, Severity Severity)
{
    public static IReadOnlyList<FleetDifference> Find(MachineRoll roll, IReadOnlyList<FleetVisit> visits)
    {
        var well = visits.Where(v => v.Ok).ToList();
        return [.. new[] { Greeting(roll, well), Capabilities(roll, well), Certificate(roll, well) }.OfType<FleetDifference>()];
    }

    /// <summary>What a mail program goes by: a version is none of it.</summary>
    public static IEnumerable<string> Comparable(IEnumerable<string> lines) => lines
        .Where(l => !l.StartsWith("IMPLEMENTATION", StringComparison.OrdinalIgnoreCase))
        .Select(l => l.Trim().ToUpperInvariant())
        .Order(StringComparer.Ordinal);

    private static FleetDifference? Greeting(MachineRoll roll, List<FleetVisit> visits)
    {
        var forms = visits.GroupBy(v => v.Form.Form, StringComparer.Ordinal).ToList();
        return forms.Count < 2 || roll.GreetingsVary ? null
            : new FleetDifference("greetings: " + string.Join("; ", forms.Take(4).Select(g => $"{Who(roll, g)}: {g.Key}")), Severity.Warning);
    }

    private static FleetDifference? Capabilities(MachineRoll roll, List<FleetVisit> visits)
    {
        var sets = visits.GroupBy(v => v.Capabilities is { } lines ? string.Join('\n', Comparable(lines)) : "", StringComparer.Ordinal).ToList();
        if (sets.Count < 2)
        {
            return null;
        }

        var all = sets.SelectMany(s => s.Key.Split('\n')).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var seen = sets.Select(set =>
        {
            var missing = all.Except(set.Key.Split('\n'), StringComparer.Ordinal).ToList();
            var what = set.Key.Length == 0 ? "no CAPA" : missing.Count > 0 ? $"without {string.Join(", ", missing.Take(6))}" : "with all";
            return $"{Who(roll, set)}: {what}";
        });
        return new FleetDifference("CAPA: " + string.Join("; ", seen.Take(4)), Severity.Warning);
    }

    private static FleetDifference? Certificate(MachineRoll roll, List<FleetVisit> visits)
    {
        var serials = visits.Where(v => v.Tls is not null).GroupBy(v => v.Serial!, StringComparer.Ordinal).ToList();
        if (serials.Count < 2)
        {
            return null;
        }

        var kinds = serials.Select(g => g.First().Tls!.Certificate)
            .Select(c => string.Join(',', CertificateWords.AlternativeNames(c).Order(StringComparer.Ordinal)) + '|' + CertificateWords.Issuer(c)).Distinct(StringComparer.Ordinal).Count();
        return new FleetDifference("certificates: " + string.Join("; ", serials.Take(4).Select(g =>
                $"{Who(roll, g)}: serial {g.Key} by {CertificateWords.Issuer(g.First().Tls!.Certificate)} until {CertificateWords.Date(CertificateTerm.Of(g.First().Tls!.Certificate).Ends)}")),
            kinds > 1 ? Severity.Warning : Severity.Info);
    }

    private static string Who(MachineRoll roll, IEnumerable<FleetVisit> visits)
    {
        var all = visits.ToList();
        var names = all.Select(roll.NameOf).Distinct(StringComparer.Ordinal).ToList();
        return $"{string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", …" : "")} ({all.Count} {(all.Count == 1 ? "connection" : "connections")})";
    }
}
