using System.Net.Sockets;
using Restante.Client.Connecting;
using Restante.Client.Wire;

namespace Restante.Client;

/// <summary>Opens connections to a server: TCP, TLS where the way has it, greeting, STLS.</summary>
/// <param name="host">The name certificates are asked for.</param>
public sealed class Opener(string host, TimeSpan timeout, TimeProvider time, Transcript transcript)
{
    public async Task<Opened> OpenAsync(Way way, CancellationToken cancellation)
    {
        var reached = await Reaching.ConnectAsync(way.EndPoint, timeout, time, cancellation);
        if (reached.Socket is not { } socket)
        {
            return new Opened(way, OpenStage.Connecting, reached);
        }

        Stream stream = new NetworkStream(socket, ownsSocket: true);
        TlsOutcome? tls = null;
        if (way.Channel == Channel.Implicit)
        {
            tls = await TlsHandshake.RunAsync(stream, host, timeout, time, cancellation);
            if (tls is not TlsOutcome.Established established)
            {
                return new Opened(way, OpenStage.Handshake, reached) { Tls = tls };
            }

            stream = established.Stream;
        }

        var conversation = new Pop3Conversation(stream, time, timeout, transcript);
        conversation.Note($"connected to {way}");
        var greeting = await conversation.ReadReplyAsync(cancellation);
        var opened = new Opened(way, greeting.IsOk ? OpenStage.Ready : OpenStage.Greeting, reached) { Conversation = conversation, Greeting = greeting, Tls = tls };
        return opened.IsReady && way.Channel == Channel.StartTls ? await StartTlsAsync(opened, cancellation) : opened;
    }

    /// <summary>Sends STLS in an open plain connection and makes the handshake (RFC 2595 §4).</summary>
    public async Task<Opened> StartTlsAsync(Opened plain, CancellationToken cancellation)
    {
        var conversation = plain.Ready;
        var reply = await conversation.AskAsync("STLS", cancellation);
        if (!reply.IsOk)
        {
            return plain with { Stage = OpenStage.StartTls, Stls = reply };
        }

        // What came behind the answer is dropped: nobody between may put words into the encrypted session.
        var before = conversation.Wire.Unread;
        conversation.Wire.PutBack(default);
        var tls = await TlsHandshake.RunAsync(conversation.Wire.Stream, host, timeout, time, cancellation);
        if (tls is not TlsOutcome.Established established)
        {
            conversation.Note("the TLS handshake fails");
            return plain with { Stage = OpenStage.StartTls, Stls = reply, Tls = tls, BeforeTls = before };
        }

        conversation.Replace(established.Stream);
        return plain with { Stage = OpenStage.Ready, Stls = reply, Tls = tls, BeforeTls = before };
    }
}
