using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Hosting;
using Restante.Server.Stores;

namespace Restante.EndToEnd.Crashes;

/// <summary>
/// The server as a process that may die at any moment: POP3 on one Unix socket, deliveries on another. Its records go to
/// a file without a buffer, so that what has left the process is there to be read when the process is not.
/// </summary>
internal static class CrashHost
{
    public const string Verb = "crash-host";
    public const string Ready = "ready";

    private static readonly Lazy<MailboxName[]> Names = new(
        () => [.. CrashRoom.Users.Select(u => MailboxName.TryParse(u, out var name) ? name : throw new FormatException(u))]);

    /// <param name="folder">The room of all its lives.</param>
    /// <param name="life">Which of them: sockets of a life that ended lie where they are.</param>
    public static async Task<int> RunAsync(string folder, string life)
    {
        var room = new CrashRoom(folder, int.Parse(life, CultureInfo.InvariantCulture));
        var options = ServerOptions.Below(folder, "crash.test.example") with
        {
            Listen = [new ListenOptions { Protocol = ListenProtocol.Pop3, Address = new ListenAddress.Unix(room.Pop3Socket) }],
            Tls = null,
        };
        await using var file = new FileStream(room.Records, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await using var records = new RecordLog(file, TimeProvider.System, options.Hostname, json: false);
        await using var server = await Pop3Server.StartAsync(options, records, TimeProvider.System);
        using var deliveries = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        deliveries.Bind(new UnixDomainSocketEndPoint(room.DeliverySocket));
        deliveries.Listen();
        var store = ServerStores.Open(options, TimeProvider.System, NullLogger.Instance);
        await Console.Out.WriteLineAsync(Ready);
        while (true)
        {
            _ = TakeAsync(store, await deliveries.AcceptAsync());
        }
    }

    /// <summary>Two numbers of four octets, the user and the length, then the message; the answer is a line: the unique-id, or a - and why not.</summary>
    private static async Task TakeAsync(IMailStore store, Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var head = new byte[8];
        while (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var message = new byte[BitConverter.ToInt32(head, 4)];
            await stream.ReadExactlyAsync(message);
            using var content = new MemoryStream(message);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(await AnswerAsync(store, Names.Value[BitConverter.ToInt32(head)], content) + "\n"));
        }
    }

    private static async Task<string> AnswerAsync(IMailStore store, MailboxName mailbox, Stream message)
    {
        try
        {
            return (await store.DeliverAsync(mailbox, message, default)).UniqueId;
        }
        catch (StoreException e)
        {
            return "-" + e.Message;
        }
    }
}
