using System.Net.Sockets;
using System.Text;

namespace Restante.EndToEnd.Crashes;

/// <summary>Delivers to one user until the server is dead or it is enough, and never lets the maildrop grow without end.</summary>
internal sealed class CrashSender(Ledger ledger, int user, Func<int> nextTag)
{
    private const int Enough = 20;

    public async Task SendAsync(CrashRoom room, Func<bool>? enough = null)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(room.DeliverySocket));
            await using var stream = new NetworkStream(socket);
            using var answers = new StreamReader(stream, Encoding.ASCII);
            while (enough?.Invoke() != true)
            {
                if (ledger.Count >= Enough)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                    if (socket.Poll(0, SelectMode.SelectRead))
                    {
                        return;
                    }

                    continue;
                }

                var tag = nextTag();
                var message = TaggedMessage.Stored(tag);
                ledger.Offer(tag);
                await stream.WriteAsync((byte[])[.. BitConverter.GetBytes(user), .. BitConverter.GetBytes(message.Length), .. message]);
                if (await answers.ReadLineAsync() is not { Length: > 0 } id)
                {
                    return;
                }

                if (id.StartsWith('-'))
                {
                    ledger.NotTaken(tag);
                }
                else
                {
                    ledger.Acknowledged(tag, id);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Dead.
        }
    }
}
