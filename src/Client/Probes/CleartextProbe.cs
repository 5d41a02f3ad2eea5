using Restante.Client.Connecting;
using Restante.Client.Login;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>Whether a connection without TLS takes passwords. No password is sent to find out.</summary>
public sealed class CleartextProbe : IProbe
{
    private static readonly string[] ShowingMechanisms = ["PLAIN", "LOGIN"];

    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        foreach (var listener in examination.Listeners.Where(l => l.Way.Channel == Channel.Plain))
        {
            if (await OfferAsync(examination, listener, cancellation) is { } offered)
            {
                examination.Report.Add(LoginFindings.CleartextOffered, $"{listener.Way}: {offered}",
                    severity: listener.Way.IsLoopback ? Severity.Info : null,
                    meaning: listener.Way.IsLoopback ? "On this machine's own address nobody is on the way. On an address that others reach, passwords could be read there." : null);
            }
        }
    }

    /// <summary>What offers it; null where nothing does.</summary>
    private static async Task<string?> OfferAsync(Examination examination, Listener listener, CancellationToken cancellation)
    {
        if (listener.Capabilities is { } capabilities)
        {
            var mechanisms = capabilities.Mechanisms.Intersect(ShowingMechanisms, StringComparer.Ordinal).ToList();
            return capabilities.Has("USER") ? "CAPA offers USER without TLS"
                : mechanisms.Count > 0 ? $"CAPA offers {string.Join(", ", mechanisms)} without TLS"
                : null;
        }

        await using var opened = await examination.OpenAsync(listener.Way, cancellation);
        if (!opened.IsReady)
        {
            return null;
        }

        var answer = await opened.Ready.AskAsync("USER restante-check", cancellation);
        await Examination.QuitAsync(opened.Ready, cancellation);
        if (LoginRefusal.Judge(answer) == LoginResult.NeedsTls && examination.Options.User is null
            && examination.BestWay is { Channel: Channel.Plain } && examination.Options.Tls != TlsChoice.None)
        {
            examination.Report.Add(LoginFindings.TlsNeeded, $"{listener.Way}: USER: {answer.Shown}; and no TLS works here");
        }

        return answer.IsOk ? "USER is answered with +OK without TLS" : null;
    }
}
