using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Soak;

/// <summary>Everybody else: polls, wrong passwords, garbage, half lines, half handshakes, replies that nobody reads; and an operator who reloads.</summary>
internal sealed class SoakGuests(RestanteServer server, IReadOnlyList<MailUser> users)
{
    private int _disturbances;
    private int _reloads;

    public async Task DisturbAsync(Random random, Func<bool> enough)
    {
        while (!enough())
        {
            try
            {
                await OneAsync(random);
            }
            catch (Exception e) when (e is IOException or SocketException or TimeoutException or OperationCanceledException or AuthenticationException)
            {
                // Let go, as it should be.
            }

            Interlocked.Increment(ref _disturbances);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 60)), TimeProvider.System);
        }
    }

    public async Task ReloadAsync(Func<bool> enough)
    {
        while (!enough())
        {
            server.Process.Signal(Posix.SigHup);
            _reloads++;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    public override string ToString() => $"{_disturbances} bad or hasty clients, {_reloads} reloads";

    private async Task OneAsync(Random random)
    {
        var user = users[random.Next(users.Count)];
        switch (random.Next(8))
        {
            case 0:
                await using (var poll = await server.ConnectTlsAsync())
                {
                    _ = await poll.CommandAsync("USER " + user.Name);
                    _ = await poll.CommandAsync("PASS " + user.Password);
                    _ = await poll.CommandAsync("STAT");
                    _ = await poll.CommandAsync("QUIT");
                }

                break;
            case 1:
                await using (var guess = await server.ConnectAsync())
                {
                    // A name of nobody: a wrong password for a user would slow that user's own logins.
                    await guess.SendAsync("USER nobody\r\nPASS guess\r\nQUIT\r\n");
                    await guess.ReadToEndAsync(TimeSpan.FromSeconds(2));
                }

                break;
            case 2:
                await using (var noise = await server.ConnectAsync())
                {
                    await noise.SendAsync(RandomNumberGenerator.GetBytes(random.Next(1, 20_000)));
                    await noise.ReadToEndAsync(TimeSpan.FromMilliseconds(200));
                }

                break;
            case 3:
                var hello = await RawPop3.DialAsync(server.TlsPort);
                await hello.SendAsync("\x16\x03\x01\x02\x00\x01");
                hello.Abort();
                break;
            case 4:
                await using (var half = await server.ConnectAsync())
                {
                    await half.SendAsync("USER " + user.Name);
                }

                break;
            case 5:
                var reset = await server.ConnectAsync();
                await reset.SendAsync($"USER {user.Name}\r\nPASS {user.Password}\r\nLIST\r\nRETR 1\r\nRETR 2\r\nRETR 3\r\nDELE 1\r\n");
                reset.Abort();
                break;
            case 6:
                await using (var stls = await server.ConnectAsync())
                {
                    await stls.SendAsync("STLS\r\nCAPA\r\n");
                    await stls.ReadToEndAsync(TimeSpan.FromMilliseconds(200));
                }

                break;
            default:
                await using (var chatty = await server.ConnectAsync())
                {
                    await chatty.SendAsync(string.Concat(Enumerable.Repeat("CAPA\r\n", 2000)));
                    await chatty.ReadToEndAsync(TimeSpan.FromMilliseconds(100));
                }

                break;
        }
    }
}
