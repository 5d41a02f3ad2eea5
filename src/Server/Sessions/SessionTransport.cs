using System.IO.Pipelines;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Diagnostics;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>The pipes of a session: the connection's own, and from a handshake on those inside TLS.</summary>
internal sealed class SessionTransport(
    IDuplexPipe plain, SessionServices services, SessionFacts facts, SessionOutput output) : IAsyncDisposable
{
    // Read from outside the session's loop too: who wakes it cancels the read of the pipe that is current.
    private volatile PipeReader _input = plain.Input;

    public PipeReader Input => _input;

    /// <summary>Null without TLS.</summary>
    public TlsConnection? Tls { get; private set; }

    /// <summary>
    /// Answers STLS and shakes hands. Nothing may wait behind it: octets that do came from whoever sits on the wire,
    /// hoping that they run inside TLS (RFC 2595 §4, CVE-2011-0411 and its kin).
    /// </summary>
    /// <param name="behind">Octets that came in the same read, behind the command.</param>
    /// <returns>True when TLS is on; else the session's facts say why not, unless the client is gone.</returns>
    public async ValueTask<bool> AnswerStlsAsync(long behind)
    {
        try
        {
            if (behind == 0 && _input.TryRead(out var late))
            {
                behind = late.Buffer.Length;
                _input.AdvanceTo(late.Buffer.Start);
            }
        }
        catch (IOException)
        {
            // A reset came behind it.
            return false;
        }

        if (behind > 0)
        {
            services.Log.StlsInjection(facts.Id, facts.Address, behind);
            output.Reply(Reply.Error(ReplyText.BehindStls));
            facts.EndWith(EndReason.StlsInjection);
            return false;
        }

        output.Reply(Reply.Ok(ReplyText.BeginTls));
        return await output.FlushAsync() && await HandshakeAsync();
    }

    public async ValueTask<bool> HandshakeAsync()
    {
        var outcome = await services.Tls!.AuthenticateAsync(plain, services.Settings.Handshake, services.Time, services.Stopping);
        if (outcome.Connection is not { } tls)
        {
            services.Log.TlsFailed(facts.Id, facts.Address, outcome.Failure!);
            facts.EndWith(EndReason.TlsFailed);
            return false;
        }

        if (tls.Client is { Fault: { } fault } client)
        {
            services.Log.CertificateIgnored(facts.Id, facts.Address, client.Subject, fault);
        }

        Tls = tls;
        (facts.Tls, facts.Cipher, facts.TlsAt) = (tls.Version, tls.Cipher, null);
        _input = tls.Transport.Input;
        output.Continue(tls.Transport.Output);
        return true;
    }

    public ValueTask DisposeAsync() => Tls?.DisposeAsync() ?? ValueTask.CompletedTask;
}
