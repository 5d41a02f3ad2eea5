using Restante.Client.Login;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>What CAPA promises of the AUTHORIZATION state beyond logging in: LANG and UTF8 (RFC 6856).</summary>
public sealed class PromiseProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.BestWay is not { } way || examination.BestCapabilities is not { } promised || !(promised.Has("LANG") || promised.Has("UTF8")))
        {
            return;
        }

        await examination.StepAsync("LANG and UTF8", async () =>
        {
            await using var opened = await examination.OpenAsync(way, cancellation);
            if (!opened.IsReady)
            {
                return (false, opened.Why);
            }

            var broken = new List<string>();
            if (promised.Has("LANG"))
            {
                var languages = await opened.Ready.AskListAsync("LANG", ReadLimits.CapabilityLines, cancellation);
                Judge("LANG", languages.Status, broken);
                if (languages.Status.IsOk && !languages.IsWhole)
                {
                    examination.Report.Add(ReplyFindings.MissingTerminator, $"LANG: {ListEnds.InWords(languages)}");
                }
            }

            // A server may want TLS or one mechanism before UTF8; it may not forget the command.
            if (promised.Has("UTF8") && opened.Ready.IsOpen)
            {
                Judge("UTF8", await opened.Ready.AskAsync("UTF8", cancellation), broken);
            }

            await Examination.QuitAsync(opened.Ready, cancellation);
            foreach (var seen in broken)
            {
                examination.Report.Add(ReplyFindings.PromiseBroken, seen);
            }

            return (broken.Count == 0, string.Join("; ", broken));
        });
    }

    private static void Judge(string command, ServerReply answer, List<string> broken)
    {
        if (answer.Status == ReplyStatus.Error && answer.Code is null && LoginRefusal.Judge(answer) == LoginResult.Refused)
        {
            broken.Add($"CAPA promises {command}; {command}: {answer.Shown}");
        }
    }
}
