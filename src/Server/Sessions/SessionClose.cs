using Microsoft.AspNetCore.Connections;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>How a session leaves its connection: so that the client can read the last reply, or cut.</summary>
internal sealed class SessionClose(
    ConnectionContext connection, SessionFacts facts, SessionOutput output, Deadline deadline, Action abort)
{
    /// <summary>Something outside the loop has ended the session.</summary>
    public async ValueTask AwakeAsync(EndReason reason, TlsConnection? tls)
    {
        facts.EndWith(reason);
        switch (reason)
        {
            case EndReason.Shutdown:
                output.Reply(Reply.Error(ResponseCode.SysTemp, ReplyText.ShuttingDown));
                break;
            case EndReason.LeaseLost:
                output.Reply(Reply.Error(ResponseCode.SysTemp, ReplyText.LockLost));
                break;
            default:
                // Autologout says nothing (RFC 1939 §3).
                break;
        }

        await CleanlyAsync(tls);
    }

    /// <summary>A command has ended the session, or the client has.</summary>
    public async ValueTask AfterAsync(Next next, TlsConnection? tls)
    {
        switch (next)
        {
            case Next.Cut:
                abort();
                break;
            case Next.Gone:
                facts.EndWith(output.StalledOut ? EndReason.WriteTimeout : EndReason.ClientClosed);
                break;
            default:
                await CleanlyAsync(tls);
                break;
        }
    }

    /// <summary>Sends what is written, says goodbye in TLS, and lets the client read it before the connection closes.</summary>
    public async ValueTask CleanlyAsync(TlsConnection? tls)
    {
        if (!await output.FlushAsync())
        {
            return;
        }

        if (tls is not null)
        {
            await SayGoodbyeAsync(tls);
        }

        if (facts.End is EndReason.TooManyErrors or EndReason.WrongProtocol or EndReason.StlsInjection or EndReason.TooManyFailures)
        {
            await Linger();
        }
    }

    /// <summary>It has to be taken like any answer, or a client that reads nothing would keep its session, and the maildrop, for ever.</summary>
    private async ValueTask SayGoodbyeAsync(TlsConnection tls)
    {
        var goodbye = tls.ShutdownAsync();
        if (!goodbye.IsCompleted)
        {
            deadline.Arm(output.Patience, abort);
        }

        await goodbye;
        deadline.Disarm();
    }

    /// <summary>
    /// Closing while octets are unread makes the kernel send a reset, and the client may never see the last reply: read
    /// on for a moment.
    /// </summary>
    private async ValueTask Linger()
    {
        deadline.Arm(TimeSpan.FromMilliseconds(500), () => connection.Transport.Input.CancelPendingRead());
        await connection.Transport.Output.CompleteAsync();
        try
        {
            for (var read = 0L; read < 1 << 20;)
            {
                var result = await connection.Transport.Input.ReadAsync();
                read += result.Buffer.Length;
                connection.Transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCanceled || result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It is closed already.
        }

        deadline.Disarm();
    }
}
