using System.Net.Sockets;
using System.Text;
using Restante.EndToEnd.Crashes;
using Restante.EndToEnd.Faults.Shim;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Faults;

/// <summary>
/// A power cut at the worst moment, right after an answer, with a disk that kept nothing but what it was made to: octets
/// by fsync of the file, names by fsync of the folder.
/// </summary>
public sealed class PowerLossTests
{
    private const int Messages = 40;

    [ShimFact]
    public async Task What_is_acknowledged_survives_a_disk_that_keeps_only_what_was_synced()
    {
        using var folder = new ScratchFolder("power");
        using var disk = new ShimControl(folder.Path);
        disk.WriteDown();
        var room = CrashRoom.Make(folder.Path).NextLife();
        var log = new SyncedDisk();
        var (lost, wrong) = (0, 0);
        await using var host = await CrashHostProcess.StartAsync(room, null, disk.Environment);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(room.DeliverySocket));
        await using var stream = new NetworkStream(socket);
        using var answers = new StreamReader(stream, Encoding.ASCII);
        var ids = new List<string>();
        for (var tag = 1; tag <= Messages; tag++)
        {
            var message = TaggedMessage.Stored(tag);
            await stream.WriteAsync((byte[])[.. BitConverter.GetBytes(0), .. BitConverter.GetBytes(message.Length), .. message]);
            ids.Add((await answers.ReadLineAsync())!);
            log.Read(disk.Log);
            lost += log.Keeps(ids[^1], message.Length) ? 0 : 1;
        }

        await using (var pop3 = await RawPop3.DialAsync(room.Pop3))
        {
            _ = await pop3.ReadLineAsync();
            await pop3.LoginAsync(CrashRoom.Users[0], CrashRoom.Password);
            for (var number = 1; number <= Messages; number += 2)
            {
                await pop3.ExpectOkAsync($"DELE {number}");
            }

            await pop3.ExpectOkAsync("QUIT");
        }

        log.Read(disk.Log);
        for (var i = 0; i < Messages; i++)
        {
            var deleted = i % 2 == 0;
            wrong += deleted && log.MayShow(ids[i]) ? 1 : 0;
            lost += !deleted && !log.Keeps(ids[i], TaggedMessage.Stored(i + 1).Length) ? 1 : 0;
        }

        FaultTable.Add("power cut after an answer; the disk keeps what was synced", Messages + (Messages / 2), lost, wrong, "file, then name, then answer; removed names are synced before QUIT is answered");
        Assert.True(lost == 0, $"{lost} acknowledged messages were not synced");
        Assert.True(wrong == 0, $"{wrong} removed messages may come back");
        Assert.True(log.Syncs > Messages, "the shim wrote nothing down");
    }
}
