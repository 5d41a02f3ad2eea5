using System.Net.Sockets;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>Why a TLS handshake failed, as far as a second connection can tell: too old, or something else.</summary>
public static class HandshakeReason
{
    public const string CertificateWanted = "the server asks for a client certificate, and ends the connection without one";

    public static async Task<(FindingKind Kind, string Seen)> ExplainAsync(
        Examination examination, Way way, TlsOutcome.Failed failed, CancellationToken cancellation)
    {
        var old = OldTls.VersionOf(failed.First.Span);
        if (old is null && failed.Reason is TlsFailure.Refused or TlsFailure.Closed)
        {
            var answer = await AskAsync(examination, way, cancellation);
            old = OldTls.VersionOf(answer.Span);

            // "Not these versions", said to all of 1.2 and 1.3: older ones are left.
            if (old is null && OldTls.IsVersionAlert(failed.First.Span) && OldTls.IsVersionAlert(answer.Span))
            {
                old = "neither TLS 1.2 nor 1.3";
            }
        }

        return old is { } version
            ? (TlsFindings.VersionOld, $"{way}: {version}; the handshake of a current client fails: {failed.Detail}")
            : (TlsFindings.HandshakeFailed, $"{way}: {Words(failed)}");
    }

    /// <summary>What the server did, then what the library says of it.</summary>
    public static string Words(TlsOutcome.Failed failed) => failed.Reason switch
    {
        TlsFailure.TimedOut => "the handshake does not end",
        TlsFailure.Closed => "the server ends the connection in the handshake",
        TlsFailure.PlainText => $"plain text in place of TLS: {Protocol.Transcript.ClientLine.Escape(FirstLine(failed.First.Span))}",
        _ => failed.Detail,
    };

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> octets) =>
        (octets.IndexOf((byte)'\n') is >= 0 and var end ? octets[..end] : octets).TrimEnd((byte)'\r');

    private static async Task<ReadOnlyMemory<byte>> AskAsync(Examination examination, Way way, CancellationToken cancellation)
    {
        var (host, timeout, time) = (examination.Options.Target.Host, examination.Options.Timeout, examination.Time);
        if (way.Channel == Channel.Implicit)
        {
            var reached = await Reaching.ConnectAsync(way.EndPoint, timeout, time, cancellation);
            if (reached.Socket is not { } socket)
            {
                return default;
            }

            await using var wire = new Pop3Wire(new NetworkStream(socket, ownsSocket: true), time);
            return await OldTls.AskAsync(wire, host, timeout, time, cancellation);
        }

        await using var plain = await examination.OpenAsync(way with { Channel = Channel.Plain }, cancellation);
        return plain.IsReady && (await plain.Ready.AskAsync("STLS", cancellation)).IsOk
            ? await OldTls.AskAsync(plain.Ready.Wire, host, timeout, time, cancellation)
            : default;
    }
}
