using Restante.Client.Connecting;
using Restante.Client.Middle;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>STLS on a plain port: whether it is there, works, and keeps out what is not encrypted (RFC 2595 §4).</summary>
public sealed class StlsProbe(Examination examination, Listener listener)
{
    private const string Stls = "STLS";

    private readonly Way _way = listener.Way with { Channel = Channel.StartTls };

    private bool Promised => listener.Capabilities?.Has(Stls) == true;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var works = false;
        await examination.StepAsync($"STLS on {listener.Way.Place}", async () =>
        {
            await using var opened = await OpenAsync(cancellation);
            var farewell = opened.IsReady ? await opened.Ready.AskAsync("QUIT", cancellation) : null;
            if (opened.Established is { CertificateWanted: true } && farewell is { Answered: false })
            {
                // TLS 1.3 refuses after the handshake: no command is answered.
                examination.Report.Add(TlsFindings.StlsPromisedButFails, $"{_way}: {HandshakeReason.CertificateWanted}");
                return (false, HandshakeReason.CertificateWanted);
            }

            works = opened.IsReady;
            await JudgeAsync(opened, cancellation);

            return (works || !Promised, opened.Established is { } shown ? TlsProbe.Describe(shown) : opened.Why);
        });
        if (works)
        {
            await new InjectionProbe(examination, _way).RunAsync(cancellation);
        }
    }

    /// <summary>One machine of several may fail at it.</summary>
    private async Task<Opened> OpenAsync(CancellationToken cancellation)
    {
        var first = await examination.OpenAsync(_way, cancellation);
        if (first.Stage != OpenStage.StartTls || (!Promised && first.Tls is null))
        {
            return first;
        }

        var second = await examination.OpenAsync(_way, cancellation);
        if (!second.IsReady)
        {
            await second.DisposeAsync();
            return first;
        }

        await first.DisposeAsync();
        examination.AddMiss($"{_way}: {first.Why}");
        return second;
    }

    private async Task JudgeAsync(Opened opened, CancellationToken cancellation)
    {
        switch (opened)
        {
            case { Stage: OpenStage.Ready, Established: { } shown }:
                if (opened.BeforeTls.IsEmpty is false)
                {
                    InjectionProbe.AddReply(examination, _way, opened.BeforeTls.Span);
                }

                JudgeUnannounced();
                TlsProbe.Judge(examination, _way.ToString(), shown);
                break;
            case { Stage: OpenStage.StartTls, Tls: TlsOutcome.Failed failed }:
                await JudgeHandshakeAsync(opened, failed, cancellation);
                break;
            case { Stage: OpenStage.StartTls, Stls.Status: Wire.ReplyStatus.Bad }:
                // What is no reply at all is told of as such.
                break;
            case { Stage: OpenStage.StartTls, Stls: { } refused }:
                JudgeRefusal(refused);
                break;
        }
    }

    private async Task JudgeHandshakeAsync(Opened opened, TlsOutcome.Failed failed, CancellationToken cancellation)
    {
        if (!opened.BeforeTls.IsEmpty)
        {
            var said = opened.BeforeTls.Span;
            if (InjectionProbe.IsTakenBack(said))
            {
                examination.Report.Add(TlsFindings.StlsPromisedButFails,
                    $"{_way}: STLS is answered with +OK, then {Protocol.Transcript.ClientLine.Escape(said.TrimEnd("\r\n"u8))}, and no handshake");
            }
            else
            {
                InjectionProbe.AddReply(examination, _way, said);
            }

            return;
        }

        if (failed.Reason == TlsFailure.PlainText && await InjectionProbe.LooksForReplyAsync(examination, _way, cancellation))
        {
            return;
        }

        var (kind, seen) = await HandshakeReason.ExplainAsync(examination, _way, failed, cancellation);
        examination.Report.Add(kind == TlsFindings.VersionOld ? kind : TlsFindings.StlsPromisedButFails,
            kind == TlsFindings.VersionOld ? seen : $"{_way}: STLS is answered with +OK, then: {HandshakeReason.Words(failed)}");
    }

    private void JudgeRefusal(Wire.ServerReply refused)
    {
        var mangled = listener.Capabilities is { } known ? MiddleSigns.Stls(known.Names) : null;
        var seen = $"{listener.Way.Place}: STLS is answered with {refused.InWords}";
        if (!Promised && mangled is not null)
        {
            examination.Report.Add(TlsFindings.StlsStripped, $"{listener.Way.Place}: CAPA has \"{mangled}\" where STLS should stand; {seen}");
        }
        else if (refused.Answered && MiddleSigns.Echoes(refused.Text))
        {
            examination.Report.Add(TlsFindings.StlsStripped, $"{seen}: what arrived there was not STLS");
        }
        else if (Promised)
        {
            examination.Report.Add(TlsFindings.StlsPromisedButFails, $"{listener.Way.Place}: CAPA has STLS; it is answered with {refused.InWords}");
        }
        else
        {
            JudgeMissing(seen);
        }
    }

    /// <summary>No harm to this machine alone, and none where there is another way; one who asks for STLS wants it here.</summary>
    private void JudgeMissing(string seen)
    {
        if (examination.Options.Tls == TlsChoice.StartTls)
        {
            examination.Report.Add(TlsFindings.StlsMissing, seen, severity: Severity.Error);
            return;
        }

        var another = examination.Listeners.Any(l => l.Way.Channel == Channel.Implicit);
        var advice = another ? "The TLS port works: let mail programs use that one, and close this one if nobody needs it." : null;
        examination.Report.Add(TlsFindings.StlsMissing, seen, advice: advice, severity: another || listener.Way.IsLoopback ? Severity.Info : Severity.Warning);
    }

    /// <summary>STLS works, and CAPA does not say so. Without CAPA there is nothing that it could stand in.</summary>
    private void JudgeUnannounced()
    {
        if (Promised || listener.Capabilities is not { } known)
        {
            return;
        }

        if (MiddleSigns.Stls(known.Names) is { } mangled)
        {
            examination.Report.Add(TlsFindings.StlsStripped, $"{listener.Way.Place}: CAPA has \"{mangled}\" where STLS should stand, and STLS works");
        }
        else
        {
            examination.Report.Add(TlsFindings.StlsStripped, $"{listener.Way.Place}: CAPA does not have STLS, and STLS works",
                "Programs that go by CAPA stay in clear text. Either the server does not announce what it can do, or something on the way takes the line out: these cannot be told apart from here.",
                severity: Severity.Warning);
        }
    }
}
