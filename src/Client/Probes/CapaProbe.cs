using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>Whether each listener answers CAPA, and to its end.</summary>
public sealed class CapaProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        foreach (var listener in examination.Listeners)
        {
            await examination.StepAsync($"CAPA on {listener.Way}", () => Task.FromResult(Judge(examination, listener)));
        }
    }

    private static (bool Ok, string Detail) Judge(Examination examination, Listener listener)
    {
        if (listener.CapaAnswer is not { } answer)
        {
            return (false, "not asked: the connection did not open a second time");
        }

        if (answer.Status.IsOk && !answer.IsWhole)
        {
            examination.Report.Add(ReplyFindings.MissingTerminator, $"{listener.Way}: CAPA: {ListEnds.InWords(answer)}");
            return (false, ListEnds.InWords(answer));
        }

        // What is no reply at all is told of as such.
        if (!answer.Status.IsOk && answer.Status.Status != ReplyStatus.Bad)
        {
            examination.Report.Add(ReplyFindings.CapaMissing, $"{listener.Way}: CAPA: {answer.Status.InWords}");
        }

        return answer.IsWhole
            ? (true, string.Join(", ", listener.Capabilities!.Shown))
            : (false, answer.Status.InWords);
    }
}
