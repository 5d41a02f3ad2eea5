using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Restante.Server.Stores;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>Which commands may be carried out on the thread that waits for all clients.</summary>
internal static class AtOnce
{
    private static ReadOnlySpan<byte> Retrieve => "RETR "u8;

    /// <summary>From the first message on that was opened without waiting; not through TLS, whose octets somebody must decipher first.</summary>
    public static void Offer(ConnectionContext connection, IMaildrop? maildrop, TlsConnection? tls)
    {
        if (tls is null && maildrop is { OpensAtOnce: true } && connection is SocketConnection socket)
        {
            socket.ReadAtOnce();
        }
    }

    /// <summary>True where all of them fetch messages: <see cref="MessageSender"/> leaves the thread where one has to be waited for.</summary>
    /// <param name="received">Whole lines, and perhaps the beginning of one.</param>
    public static bool Are(in ReadResult received)
    {
        if (received.IsCanceled || received.IsCompleted || !received.Buffer.IsSingleSegment)
        {
            return false;
        }

        for (var rest = received.Buffer.FirstSpan; !rest.IsEmpty;)
        {
            if (rest.Length < Retrieve.Length || !Ascii.EqualsIgnoreCase(rest[..Retrieve.Length], Retrieve))
            {
                return false;
            }

            var end = rest.IndexOf((byte)'\n');
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return true;
    }
}
