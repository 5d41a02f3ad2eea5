using System.Net.Sockets;
using System.Text;
using Restante.EndToEnd.Crashes;
using Restante.EndToEnd.Faults.Shim;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Faults;

/// <summary>A wall clock that jumps: NTP after a long sleep, a wrong battery, an operator's hand.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan[] Jumps =
        [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(400), TimeSpan.FromDays(-400), TimeSpan.FromDays(-18_000), TimeSpan.Zero];

    [ShimFact]
    public async Task Jumps_of_the_clock_end_no_session_and_change_no_unique_id()
    {
        using var folder = new ScratchFolder("clock");
        using var disk = new ShimControl(folder.Path);
        var room = CrashRoom.Make(folder.Path).NextLife();
        await using var host = await CrashHostProcess.StartAsync(room, null, disk.Environment);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(room.DeliverySocket));
        await using var stream = new NetworkStream(socket);
        using var answers = new StreamReader(stream, Encoding.ASCII);
        await using var idle = await LoginAsync(room, CrashRoom.Users[1]);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var (lost, wrong) = (0, 0);
        foreach (var (index, jump) in Jumps.Index())
        {
            disk.MoveClock(jump);
            var message = TaggedMessage.Stored(index + 1);
            await stream.WriteAsync((byte[])[.. BitConverter.GetBytes(0), .. BitConverter.GetBytes(message.Length), .. message]);
            known.Add((await answers.ReadLineAsync())!, index + 1);
            await idle.ExpectOkAsync("NOOP");
            await using var session = await LoginAsync(room, CrashRoom.Users[0]);
            var listed = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var line in await session.ListAsync("UIDL"))
            {
                listed[line.Split(' ')[1]] = TaggedMessage.Recognise(await session.RetrieveAsync("RETR " + line.Split(' ')[0]));
            }

            lost += known.Count(k => !listed.ContainsKey(k.Key));
            wrong += listed.Count(l => !known.TryGetValue(l.Key, out var tag) || tag != l.Value);
            await session.ExpectOkAsync("QUIT");
        }

        FaultTable.Add("wall clock jumps by -49 years to +400 days", Jumps.Length, lost, wrong, "no session ended, no unique-id changed");
        Assert.Equal((0, 0), (lost, wrong));

        // That the clock did move shows in the records.
        await Eventually.TrueAsync(
            async () => (await File.ReadAllTextAsync(room.Records)).Contains("\n19", StringComparison.Ordinal), Eventually.Limit, "a record of the last century");
    }

    private static async Task<RawPop3> LoginAsync(CrashRoom room, string user)
    {
        var session = await RawPop3.DialAsync(room.Pop3);
        _ = await session.ReadLineAsync();
        await session.LoginAsync(user, CrashRoom.Password);
        return session;
    }
}
