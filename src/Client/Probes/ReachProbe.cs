using System.Net;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>Each address of the name on each port: who is there, and who is not.</summary>
public sealed class ReachProbe : IProbe
{
    /// <summary>What one machine of several may show.</summary>
    private static readonly FindingKind[] Fleeting =
        [ReachFindings.ClosedAtOnce, ReachFindings.GreetingError, TlsFindings.HandshakeFailed, TlsFindings.VersionOld];

    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        var places = Ports(examination.Options).SelectMany(port => examination.Addresses.Select(a => new IPEndPoint(a, port))).ToList();

        // All at once: a filter that drops everything costs one timeout, not one for each.
        var looked = await Task.WhenAll(places.Select(place => LookAsync(examination, place, cancellation)));
        examination.Listeners = [.. looked.Where(l => l.Listener is not null).Select(l => l.Listener!)];
        foreach (var port in looked.GroupBy(l => l.EndPoint.Port))
        {
            Judge(examination, [.. port]);
        }

        if (examination.Listeners.Count == 0)
        {
            examination.IsOver = true;
            if (looked.All(l => l.IsBlind))
            {
                examination.Report.GiveUp($"this machine has no way to {string.Join(", ", examination.Addresses)}");
            }
        }
    }

    private static int[] Ports(CheckOptions options) => (options.Target.Port, options.Tls) switch
    {
        ({ } port, _) => [port],
        (_, TlsChoice.Implicit) => [Target.TlsPort],
        (_, TlsChoice.StartTls or TlsChoice.None) => [Target.PlainPort],
        _ => [Target.PlainPort, Target.TlsPort],
    };

    private static async Task<Looked> LookAsync(Examination examination, IPEndPoint place, CancellationToken cancellation)
    {
        Looked? looked = null;
        await examination.StepAsync($"greeting of {Target.Show(place.Address.ToString(), place.Port)}", async () =>
        {
            looked = await LookTwiceAsync(examination, place, cancellation);
            return (looked.Listener is not null, looked.Listener?.Greeting.Shown ?? looked.Seen);
        });
        return looked!;
    }

    /// <summary>One machine of several behind the address may refuse or close; then the next one answers.</summary>
    private static async Task<Looked> LookTwiceAsync(Examination examination, IPEndPoint place, CancellationToken cancellation)
    {
        var first = await new ListenerProbe(examination, place).LookAsync(cancellation);
        if (first.Kind is null || first.Listener is not null || !Fleeting.Contains(first.Kind))
        {
            return first;
        }

        var second = await new ListenerProbe(examination, place).LookAsync(cancellation);
        if (second.Listener is null)
        {
            return first;
        }

        examination.AddMiss(first.Seen);
        return second;
    }

    /// <summary>One cause, one finding: a port of which some addresses work is judged by those that do not.</summary>
    private static void Judge(Examination examination, IReadOnlyList<Looked> port)
    {
        var anyWorks = port.Any(l => l.Listener is not null);
        foreach (var looked in port.Where(l => l.Kind is not null))
        {
            // Without a port in the command both are tried, and one of them is enough.
            var otherPortWorks = examination.Options.Target.Port is null && examination.Listeners.Count > 0;
            if (looked.Listener is not null)
            {
                examination.Report.Add(looked.Kind!, looked.Seen, looked.Meaning);
            }
            else if (anyWorks && looked.IsBlind)
            {
                continue;
            }
            else if (anyWorks)
            {
                examination.Report.Add(ReachFindings.AddressFails, looked.Seen, looked.Meaning);
            }
            else if (!looked.IsBlind && !(otherPortWorks && looked.NotReached))
            {
                examination.Report.Add(looked.Kind!, looked.Seen, looked.Meaning, severity: looked.Severity);
            }
        }
    }
}
