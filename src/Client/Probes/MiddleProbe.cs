using Restante.Client.Middle;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>
/// Whether something between answers in the server's place, or rewrites what is said. Goes by what the whole run has
/// seen, and is the last.
/// </summary>
public sealed class MiddleProbe : IProbe
{
    public Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        foreach (var listener in examination.Listeners)
        {
            LookAtGreeting(examination, listener);
            LookAtCapabilities(examination, listener);
        }

        // Who blanks STLS has that finding, and no second one for the same.
        if (!examination.Report.Has(TlsFindings.StlsStripped))
        {
            LookAtEchoes(examination);
        }

        return Task.CompletedTask;
    }

    private static void LookAtGreeting(Examination examination, Listener listener)
    {
        if (MiddleSigns.Greeter(listener.Greeting.Shown) is { } between)
        {
            examination.Report.Add(FleetFindings.Interference, $"{listener.Way}: {listener.Greeting.Shown} ({between})");
        }
    }

    private static void LookAtCapabilities(Examination examination, Listener listener)
    {
        if (!examination.Report.Has(TlsFindings.StlsStripped) && listener.Capabilities is { } known && known.Names.Where(MiddleSigns.IsBlanked).ToList() is { Count: > 0 } blanked)
        {
            examination.Report.Add(FleetFindings.Interference, $"{listener.Way}: CAPA has blanked lines: {string.Join(", ", blanked.Take(5))}", severity: Severity.Error);
        }
    }

    /// <summary>A refusal that repeats a word of X that was never sent: the command was blanked on its way.</summary>
    private static void LookAtEchoes(Examination examination)
    {
        var said = new Dictionary<int, string>();
        foreach (var line in examination.Transcript.Lines)
        {
            if (line.Speaker == Speaker.Client)
            {
                said[line.Connection] = line.Text;
            }
            else if (line.Speaker == Speaker.Server && line.Text.StartsWith("-ERR", StringComparison.Ordinal) && MiddleSigns.Echoes(line.Text)
                && said.GetValueOrDefault(line.Connection) is { } command && !MiddleSigns.Echoes(command))
            {
                examination.Report.Add(FleetFindings.Interference, $"{command} is answered with {line.Text}: it did not arrive as it was sent", severity: Severity.Error);
            }
        }
    }
}
