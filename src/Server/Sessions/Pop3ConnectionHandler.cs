using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Files;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>
/// Owns a session's start and end: counts it in and out, writes its records, and catches what should never be thrown,
/// so that a defect ends one session only.
/// </summary>
/// <param name="services">What new sessions work with; asked for each, since a reload changes it.</param>
/// <param name="limits">How many sessions there may be.</param>
public sealed class Pop3ConnectionHandler(Func<SessionServices> services, Func<ConnectionLimits> limits)
{
    private const string NoDescriptors = "too many open files";

    /// <param name="connection">As the listener gave it.</param>
    /// <param name="listen">Where it came in.</param>
    public Task ServeAsync(ConnectionContext connection, ListenOptions listen)
    {
        var use = services();
        var origin = ClientOrigin.From(connection.RemoteEndPoint);
        return listen.ProxyFrom.Count > 0 ? ServeBehindProxy(connection, origin, use, listen) : ServeAsync(connection, origin, use, listen);
    }

    private async Task ServeBehindProxy(ConnectionContext connection, ClientOrigin peer, SessionServices use, ListenOptions listen)
    {
        if (IsOneTooMany(connection))
        {
            await RefusePeer(connection, peer, use, listen, NoDescriptors);
            return;
        }

        var gate = new ProxyGate(listen.ProxyFrom, use.Time);
        var entry = await gate.ReadAsync(connection.Transport.Input, peer.Address, use.Stopping);
        if (entry.Header is null)
        {
            await RefusePeer(connection, peer, use, listen, entry.Refusal!);
            return;
        }

        await ServeAsync(connection, ClientOrigin.Behind(peer.Address!, entry.Header), use, listen);
    }

    private async Task ServeAsync(ConnectionContext connection, ClientOrigin origin, SessionServices use, ListenOptions listen)
    {
        var implicitTls = listen.Protocol == ListenProtocol.Pop3s;
        var facts = new SessionFacts
        {
            // 48 random bits: two sessions of one log do not share an id.
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)),
            Address = origin.Text,
            Started = use.Time.GetTimestamp(),
            Tls = origin.Tls?.Version,
            TlsAt = origin.Tls is null ? null : "proxy",
        };
        use.Log.SessionStart(facts.Id, facts.Address, listen.Protocol.Name(), origin.ProxyText, origin.ProxyId, origin.Tls?.CommonName);
        use.Metrics?.SessionStarted();
        var counters = limits();
        var refusal = IsOneTooMany(connection) ? NoDescriptors : counters.Enter(origin.Counted);
        try
        {
            if (refusal is null)
            {
                await using var session = new Pop3Session(connection, origin, use, facts);
                await session.RunAsync(implicitTls);
            }
            else
            {
                await Refuse(connection, use, facts, implicitTls, refusal);
            }
        }
        catch (Exception e)
        {
            // A defect: the session ends here, the others do not notice.
            use.Log.InternalError(facts.Id, e.ToString());
            facts.EndWith(EndReason.InternalError);
            connection.Abort(new ConnectionAbortedException("internal error"));
        }
        finally
        {
            Record(use, facts);
            await Closed(connection);
            if (refusal is null)
            {
                counters.Leave(origin.Counted);
            }
        }
    }

    private static async Task Closed(ConnectionContext connection)
    {
        await connection.Transport.Output.CompleteAsync();
        await connection.Transport.Input.CompleteAsync();
    }

    private static bool IsOneTooMany(ConnectionContext connection) =>
        connection is SocketConnection { Descriptor: var descriptor } && Descriptors.AreScarce(descriptor, Descriptors.SpareForSessions);

    /// <summary>No session begins, so there is neither a start nor an end to record.</summary>
    private static async Task RefusePeer(
        ConnectionContext connection, ClientOrigin peer, SessionServices use, ListenOptions listen, string reason)
    {
        use.Log.ProxyRefused("-", peer.Text, listen.Protocol.Name(), reason);
        if (listen.Protocol == ListenProtocol.Pop3)
        {
            ReplyWriter.Write(connection.Transport.Output, Reply.Error("this port is for proxies: " + reason));
            await connection.Transport.Output.FlushAsync();
        }
    }

    /// <summary>A client on a TLS port would not understand plain text, and a handshake is just what there is no room for.</summary>
    private static async Task Refuse(
        ConnectionContext connection, SessionServices use, SessionFacts facts, bool implicitTls, string reason)
    {
        use.Log.SessionRefused(facts.Id, facts.Address, reason);
        facts.EndWith(EndReason.Refused);
        if (!implicitTls)
        {
            ReplyWriter.Write(
                connection.Transport.Output, Reply.Error(ResponseCode.SysTemp, "service temporarily unavailable: " + reason));
            await connection.Transport.Output.FlushAsync();
        }
    }

    private static void Record(SessionServices use, SessionFacts facts)
    {
        var seconds = use.Time.GetElapsedTime(facts.Started).TotalSeconds;
        use.Metrics?.SessionEnded(facts.End, facts.RetrCount, facts.Removed, facts.OctetsOut, seconds);
        var maildrop = facts.MaildropCount < 0 ? null : Pair(facts.MaildropCount, facts.MaildropOctets);
        var retr = Pair(facts.RetrCount, facts.RetrOctets);
        var top = Pair(facts.TopCount, facts.TopOctets);
        use.Log.SessionEnd(
            facts.Id, facts.User, facts.Address, facts.Tls, facts.Mechanism, facts.End.Name(), maildrop, retr, top,
            facts.Marked, facts.Removed, facts.OctetsIn, facts.OctetsOut, seconds, facts.LineEnds, facts.TlsAt, facts.Cipher);
    }

    private static string Pair(long count, long octets) => string.Create(CultureInfo.InvariantCulture, $"{count}/{octets}");
}
