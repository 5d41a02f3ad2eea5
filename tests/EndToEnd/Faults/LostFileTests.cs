using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Faults;

/// <summary>Files of the configuration that vanish or are half written while the server runs.</summary>
public sealed class LostFileTests
{
    [Fact]
    public async Task A_certificate_that_vanishes_goes_on_being_served_also_after_a_reload()
    {
        await using var server = await RestanteServer.StartAsync();
        File.Delete(server.Certificate.CertificateFile);
        File.Delete(server.Certificate.KeyFile);
        server.Process.Signal(Posix.SigHup);
        await Eventually.TrueAsync(() => server.Output.Contains(" reload-failed ", StringComparison.Ordinal), TimeSpan.FromSeconds(15), "the record");
        for (var i = 0; i < 5; i++)
        {
            await using var tls = await server.ConnectTlsAsync();
            await tls.ExpectOkAsync("CAPA");
        }

        FaultTable.Add("certificate and key vanish, then a reload", 1, 0, 0, "the old pair is served on; `reload-failed` says why");
    }

    [Fact]
    public async Task A_users_file_that_is_half_written_locks_nobody_out_and_lets_nobody_in()
    {
        await using var server = await RestanteServer.StartAsync();
        var whole = await File.ReadAllBytesAsync(server.UsersFile);
        var user = server.NextUser();
        var (wrong, cuts) = (0, 0);
        foreach (var cut in (int[])[5, 0, 17])
        {
            // As an editor or a script writes it: emptied, then piece by piece. The first user's line is cut at its end.
            var end = Encoding.ASCII.GetString(whole).IndexOf('\n', StringComparison.Ordinal) - cut;
            await using var file = new FileStream(server.UsersFile, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
            await file.WriteAsync(whole.AsMemory(0, end));
            await file.FlushAsync();
            for (var piece = 0; piece < 8; piece++)
            {
                cuts++;
                wrong += await LoginAsync(server, user.Name, user.Password) ? 0 : 1;
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
                await file.WriteAsync(whole.AsMemory(end + piece, 1));
                await file.FlushAsync();
            }

            await file.WriteAsync(whole.AsMemory(end + 8));
        }

        FaultTable.Add("users file half-written, slowly, in its place", cuts, 0, wrong, "the users before serve until it lies still for a second");
        Assert.Equal(0, wrong);
    }

    private static async Task<bool> LoginAsync(RestanteServer server, string user, string password)
    {
        await using RawPop3 session = await server.ConnectAsync();
        await session.ExpectOkAsync("USER " + user);
        return (await session.CommandAsync("PASS " + password)).StartsWith("+OK", StringComparison.Ordinal);
    }
}
