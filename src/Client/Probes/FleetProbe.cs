using Restante.Client.Fleet;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>
/// How many machines answer behind the name, whether all of them work, and whether they agree. Connections to one
/// address are made one after the other: a server's limit on connections of one client must not look like a fault.
/// </summary>
public sealed class FleetProbe : IProbe
{
    /// <summary>Connections to one address last no longer than so many timeouts: each failing one may cost a whole.</summary>
    private const int Patience = 6;

    /// <summary>A server that is slow and works is not asked so long: that it is slow is told already.</summary>
    private const int PatienceWhileWell = 2;

    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        var startTls = examination.BestWay?.Channel == Channel.StartTls;
        var best = examination.BestWay?.Channel == Channel.Implicit ? Channel.Implicit : Channel.Plain;
        var listeners = examination.Listeners.Where(l => l.Way.Channel == best).ToList();
        if (examination.Options.Connections <= 1 || listeners.Count == 0)
        {
            JudgeFailures(examination, [], null);
            return;
        }

        List<FleetVisit> visits = [];
        await examination.StepAsync($"{examination.Options.Connections} connections: which machines answer", async () =>
        {
            var lanes = await Task.WhenAll(listeners.Select((listener, i) => VisitAsync(examination, listener, startTls, Share(examination.Options.Connections, listeners.Count, i), cancellation)));
            visits = [.. lanes.SelectMany(l => l)];
            var roll = new MachineRoll(visits);
            examination.Fleet = roll;
            foreach (var machine in roll.ToReport())
            {
                examination.Report.AddMachine(machine);
            }

            JudgeFailures(examination, visits, roll);
            JudgeDifferences(examination, visits, roll);
            var failed = visits.Count(v => !v.Ok);
            return (failed == 0, $"{roll.Machines.Count} {(roll.Machines.Count == 1 ? "machine" : "machines")}: {string.Join(", ", roll.Machines.Take(8).Select(m => m.Name))}{(failed > 0 ? $"; {failed} of {visits.Count} connections fail" : "")}");
        });
    }

    private static int Share(int all, int places, int place) => Math.Max(1, (all / places) + (place < all % places ? 1 : 0));

    private static async Task<List<FleetVisit>> VisitAsync(Examination examination, Listener listener, bool startTls, int count, CancellationToken cancellation)
    {
        var visits = new List<FleetVisit>();
        var started = examination.Time.GetTimestamp();
        Task<FleetVisit> OneAsync() => FleetVisit.MakeAsync(examination, listener.Way, startTls, listener.CapaAnswer is { IsWhole: true }, cancellation);
        bool HasTime() => examination.Time.GetElapsedTime(started) < examination.Options.Timeout * (visits.TrueForAll(v => v.Ok) ? PatienceWhileWell : Patience);
        while (visits.Count < count && HasTime())
        {
            visits.Add(await OneAsync());
        }

        // Failures at the end only may be a limit that was reached: one that works behind them speaks against it.
        for (var more = count; more > 0 && visits[^1] is { Ok: false } && visits.Exists(v => v.Ok) && HasTime(); more--)
        {
            visits.Add(await OneAsync());
        }

        return visits;
    }

    private static void JudgeFailures(Examination examination, List<FleetVisit> visits, MachineRoll? roll)
    {
        var failed = visits.Where((v, i) => !v.Ok && !IsTold(examination, v) && !IsBehindHanging(visits, i)).ToList();
        foreach (var group in failed.GroupBy(v => (Name: roll!.NameOf(v), v.Why)).Take(4))
        {
            var place = group.First().Way;
            var sayName = group.Key.Name != place.EndPoint.Address.ToString();
            var seen = $"{group.Count()} of {visits.Count} connections fail: {place}: {group.Key.Why}{(sayName ? $", machine {group.Key.Name}" : "")}";
            if (MayBeLimit(visits.Where(v => v.Way == place).ToList()))
            {
                examination.Report.Add(FleetFindings.MachineFails, seen,
                    "From a certain connection on all fail: a limit on connections in a time, or the server has trouble since. These cannot be told apart from here; that one of several machines fails is less likely.",
                    "Try again later with a smaller `--connections N`; the server's log has the reason.",
                    Severity.Info);
            }
            else if (visits.Exists(v => v.Ok))
            {
                examination.Report.Add(FleetFindings.MachineFails, seen);
            }
        }

        foreach (var miss in examination.Misses)
        {
            examination.Report.Add(FleetFindings.MachineFails, $"the first connection failed, the next one did not: {miss}",
                failed.Count > 0 ? null : "It was seen once. One of several machines, or the server in a moment of trouble: these cannot be told apart from here.",
                failed.Count > 0 ? null : "Run this again with a larger `--connections N`.",
                Severity.Warning);
        }
    }

    /// <summary>Where TLS fails on each connection to an address, that is a finding already.</summary>
    private static bool IsTold(Examination examination, FleetVisit visit) =>
        visit.FailedInTls && (examination.Report.Has(TlsFindings.StlsPromisedButFails) || examination.Report.Has(TlsFindings.VersionOld)
            || examination.Report.Has(TlsFindings.StlsReplyInjection) || examination.Report.Has(TlsFindings.HandshakeFailed));

    /// <summary>No greeting, where the connection before was left with QUIT unanswered: that is a finding of its own.</summary>
    private static bool IsBehindHanging(List<FleetVisit> visits, int place) =>
        place > 0 && visits[place - 1] is { IsLeftHanging: true } before && before.Way == visits[place].Way && visits[place].Greeting is null;

    /// <summary>The last ones fail, and none before.</summary>
    private static bool MayBeLimit(List<FleetVisit> visits)
    {
        var firstFailure = visits.FindIndex(v => !v.Ok);
        return firstFailure > 0 && visits.FindLastIndex(v => v.Ok) < firstFailure;
    }

    private static void JudgeDifferences(Examination examination, List<FleetVisit> visits, MachineRoll roll)
    {
        // With one certificate the TLS probe has said everything.
        if (visits.Select(v => v.Serial).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1)
        {
            foreach (var shown in visits.Where(v => v.Tls is not null).DistinctBy(v => v.Serial))
            {
                TlsProbe.Judge(examination, $"{shown.Way}, machine {roll.NameOf(shown)} ({visits.Count(v => v.Serial == shown.Serial)} of {visits.Count} connections)", shown.Tls!);
            }
        }

        var differences = FleetDifference.Find(roll, visits);
        foreach (var difference in differences)
        {
            examination.Report.Add(FleetFindings.MachinesDiffer, difference.Seen,
                differences.All(d => d.Severity == Severity.Info)
                    ? "Each machine has a certificate of its own, for the same names and by the same issuer: nothing is wrong with that, as long as each is renewed."
                    : null,
                severity: difference.Severity);
        }
    }
}
