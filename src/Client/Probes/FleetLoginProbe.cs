using Restante.Client.Fleet;
using Restante.Client.Login;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>Where several machines answer: whether each of them lets the user in, and shows the same mailbox.</summary>
public sealed class FleetLoginProbe : IProbe
{
    private const int MostMachines = 4;

    /// <summary>Behind a balancer one cannot choose: so many connections for each machine wanted.</summary>
    private const int TriesForEach = 4;

    /// <summary>After so many refusals and no success it is the password: further ones might lock the account.</summary>
    private const int MostRefusals = 2;

    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.Fleet is not { } fleet || examination.BestWay is not { } best || examination.Options.User is null || examination.Options.Password is null
            || examination.Entrance.MustSpareLogins)
        {
            return;
        }

        var machines = fleet.Machines.Where(m => m.Visits.Exists(v => v.Ok)).DistinctBy(m => FleetLogin.Mark(m.Visits.First(v => v.Ok))).Take(MostMachines)
            .ToDictionary(m => FleetLogin.Mark(m.Visits.First(v => v.Ok)), m => m.Name);
        if (machines.Count < 2)
        {
            return;
        }

        await examination.StepAsync($"log in on {machines.Count} machines", async () =>
        {
            var logins = await AllAsync(examination, machines, best.Channel, cancellation);
            if (Differ(logins))
            {
                // Mail may have come in between: what still differs the second time stays different.
                logins = await AllAsync(examination, machines, best.Channel, cancellation);
            }

            return Judge(examination, logins);
        });
    }

    private static async Task<List<FleetLogin>> AllAsync(Examination examination, Dictionary<(string Name, string Place), string> machines, Channel channel, CancellationToken cancellation)
    {
        var done = new List<FleetLogin>();
        var tries = machines.Count * TriesForEach;
        while (tries-- > 0 && machines.Keys.FirstOrDefault(m => !done.Exists(d => d.Machine == m)) is { Name: not null } wanted)
        {
            if (!done.Exists(d => d.Attempt.IsIn) && done.Count >= MostRefusals)
            {
                break;
            }

            var way = examination.Listeners.First(l => l.Way.Place == wanted.Place).Way with { Channel = channel };
            if (await FleetLogin.TryAsync(examination, way, m => machines.ContainsKey(m) && !done.Exists(d => d.Machine == m), cancellation) is { } login)
            {
                done.Add(login with { Name = machines[login.Machine] });
            }
        }

        return done;
    }

    private static (bool Ok, string Detail) Judge(Examination examination, List<FleetLogin> logins)
    {
        var inside = logins.Where(l => l.Attempt.IsIn).ToList();
        var outside = logins.Where(l => !l.Attempt.IsIn).ToList();
        if (inside.Count > 0)
        {
            foreach (var refusing in outside)
            {
                examination.SomeMachineRefuses = true;
                examination.Report.MarkMachine(refusing.Name);
                examination.Report.Add(FleetFindings.MachineFails, $"{refusing.Name} refuses the login, {outside.Count} of {logins.Count} machines: {refusing.Attempt.InWords}");
            }
        }

        if (Differ(logins))
        {
            var seen = string.Join("; ", inside.Select(l => $"{l.Name}: {l.Mailbox}"));
            if (inside.Select(l => l.Numbers).Distinct(StringComparer.Ordinal).Count() > 1)
            {
                examination.Report.Add(FleetFindings.MachinesDiffer, "the mailbox: " + seen,
                    "The same user finds another mailbox from one connection to the next: messages come and go, or all of them are fetched again.",
                    "See that all machines have the same storage, and that mail is delivered to it and not to one machine.");
            }
            else
            {
                examination.Report.Add(MailboxFindings.UidlChanges, "the same mailbox has other unique-ids from machine to machine: " + seen);
            }
        }

        return (outside.Count == 0, string.Join(", ", logins.Select(l => $"{l.Name}: {(l.Attempt.IsIn ? l.Mailbox : l.Attempt.InWords)}")));
    }

    private static bool Differ(List<FleetLogin> logins) =>
        logins.Where(l => l.Attempt.IsIn).Select(l => (l.Numbers, l.UniqueIds)).Distinct().Count() > 1;
}
