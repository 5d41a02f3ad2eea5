using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>How long an answer takes for which the server need do nothing, and whether that is the network's time or its own.</summary>
public sealed class RoundTripProbe : IProbe
{
    private const int Questions = 3;

    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        // A command that is not known may be answered slowly on purpose: only CAPA, which is, tells.
        if (examination.BestWay is not { } way || examination.BestCapabilities is null)
        {
            return;
        }

        await examination.StepAsync($"answers of {way}", async () =>
        {
            await using var opened = await examination.OpenAsync(way, cancellation);
            var times = new List<TimeSpan>();
            while (opened.IsReady && opened.Ready.IsOpen && times.Count < Questions)
            {
                var answer = await opened.Ready.AskListAsync("CAPA", Wire.ReadLimits.CapabilityLines, cancellation);
                if (!answer.IsWhole)
                {
                    break;
                }

                times.Add(answer.Status.Elapsed);
            }

            if (opened.IsReady)
            {
                await Examination.QuitAsync(opened.Ready, cancellation);
            }

            if (times.Count < Questions)
            {
                return (false, "CAPA is not answered each time");
            }

            times.Sort();
            var median = times[Questions / 2];
            if (median > examination.Options.Thresholds.SlowRoundTrip)
            {
                Add(examination, way, median, opened.Reached.Elapsed);
            }

            return (true, $"{median.TotalMilliseconds:0} ms");
        });
    }

    private static void Add(Examination examination, Way way, TimeSpan median, TimeSpan connecting)
    {
        var seen = $"{way}: CAPA is answered after {median.TotalMilliseconds:0} ms in the middle of {Questions}; connecting takes {connecting.TotalMilliseconds:0} ms";
        var (cause, advice) = connecting > median / 2
            ? ("Connecting takes about as long: it is the network between.", "Look at the way to the server (`ping`, `mtr`): its distance, a line that is full, a tunnel.")
            : ("Connecting is quick: it is the server, or what stands in front of it.", "Look at the server's load, at pauses that its settings make on purpose, and at proxies in front of it.");
        examination.Report.Add(FleetFindings.RoundTripSlow, seen, $"{FleetFindings.RoundTripSlow.Meaning} {cause}", advice);
    }
}
