using System.Text;
using Restante.Client.Connecting;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;
using Restante.Protocol.Transcript;

namespace Restante.Client.Probes;

/// <summary>Plain text put behind STLS, by the client's side and by the server's: none of it may count inside TLS.</summary>
public sealed class InjectionProbe(Examination examination, Way way)
{
    /// <summary>How long a server is listened to that should say nothing.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!examination.Report.Has(TlsFindings.StlsReplyInjection))
        {
            await LooksForReplyAsync(examination, way, cancellation);
        }

        await examination.StepAsync($"plain text behind STLS on {way.Place}", async () =>
        {
            var seen = await InjectAsync(cancellation);
            if (seen is not null)
            {
                examination.Report.Add(TlsFindings.StlsInjection, $"{way}: CAPA was sent in plain text together with STLS, and answered inside TLS: {seen}");
            }

            return (seen is null, seen is null ? "it does not count" : "it is run inside TLS");
        });
    }

    public static void AddReply(Examination examination, Way way, ReadOnlySpan<byte> octets) =>
        examination.Report.Add(TlsFindings.StlsReplyInjection, $"{way}: behind STLS's answer, before the handshake: {ClientLine.Escape(octets.TrimEnd("\r\n"u8))}");

    public static bool IsTakenBack(ReadOnlySpan<byte> said) => said.StartsWith("-ERR"u8);

    /// <summary>
    /// Waits a moment behind STLS's answer. A server that says -ERR there and makes no handshake has taken its +OK back,
    /// as Dovecot does whose key is not right: that puts nothing into a session.
    /// </summary>
    public static async Task<bool> LooksForReplyAsync(Examination examination, Way way, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(way with { Channel = Channel.Plain }, cancellation);
        if (!opened.IsReady || !(await opened.Ready.AskAsync("STLS", cancellation)).IsOk)
        {
            return false;
        }

        if (await opened.Ready.Wire.AwaitMoreAsync(Quiet, cancellation) != WireEvent.Line)
        {
            return false;
        }

        var said = opened.Ready.Wire.Unread.ToArray();
        opened.Ready.Wire.PutBack(default);
        var (host, timeout, time) = (examination.Options.Target.Host, examination.Options.Timeout, examination.Time);
        var tls = await TlsHandshake.RunAsync(opened.Ready.Wire.Stream, host, timeout, time, cancellation);
        if (tls is not TlsOutcome.Established established)
        {
            if (IsTakenBack(said))
            {
                return false;
            }
        }
        else
        {
            await established.Stream.DisposeAsync();
        }

        AddReply(examination, way, said);
        return true;
    }

    /// <summary>What was answered inside TLS without having been asked there; null for nothing.</summary>
    private async Task<string?> InjectAsync(CancellationToken cancellation)
    {
        var (host, timeout, time) = (examination.Options.Target.Host, examination.Options.Timeout, examination.Time);
        await using var opened = await examination.OpenAsync(way with { Channel = Channel.Plain }, cancellation);
        if (!opened.IsReady)
        {
            return null;
        }

        // In one write: it must reach the server as what it has read already when the handshake begins.
        var conversation = opened.Ready;
        await conversation.SendOctetsAsync(Encoding.ASCII.GetBytes("STLS\r\nCAPA\r\n"), "STLS and CAPA in one", cancellation);
        if (!(await conversation.ReadReplyAsync(cancellation)).IsOk || !conversation.Wire.Unread.IsEmpty
            || await TlsHandshake.RunAsync(conversation.Wire.Stream, host, timeout, time, cancellation) is not TlsOutcome.Established established)
        {
            // It refuses, closes, or answers in plain text: what it was sent does not count inside TLS.
            return null;
        }

        conversation.Replace(established.Stream);
        var unasked = await conversation.Wire.AwaitMoreAsync(Quiet, cancellation) == WireEvent.Line;

        // Some look at what they hold only when more comes: then QUIT is not the first thing that is answered.
        var first = unasked ? await conversation.ReadReplyAsync(cancellation) : await conversation.AskAsync("QUIT", cancellation);
        var next = await conversation.Wire.ReadLineAsync(ReadLimits.Line, Quiet, cancellation);
        ReplyStatus? second = next.IsLine ? ServerReply.StatusOf(next.Octets.Span) : null;

        // An answer to CAPA is a list, or -ERR; a single +OK too many is another fault, and not this one.
        return (unasked, first.Status, second) switch
        {
            (_, ReplyStatus.Ok, ReplyStatus.Bad) or (true, ReplyStatus.Error, _) or (false, ReplyStatus.Error, ReplyStatus.Ok) => first.InWords,
            _ => null,
        };
    }
}
