using System.Diagnostics;
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
        await Eventually.TrueAsync(() => server.Output.Contains(" reload-failed ", StringComparison.Ordinal), Eventually.Limit, "the record");
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
        var (wrong, cuts, tries) = (0, 0, 0);
        foreach (var cut in (int[])[5, 0, 17])
        {
            // As an editor or a script writes it: emptied, then piece by piece. The first user's line is cut at its end.
            var end = Encoding.ASCII.GetString(whole).IndexOf('\n', StringComparison.Ordinal) - cut;
            (int Cuts, int Wrong)? counted;
            while ((counted = await WriteSlowlyAsync(server, whole, end, user)) is null)
            {
                Assert.True(++tries < 10, "the file was never written without a pause");
                await Eventually.TrueAsync(() => LoginAsync(server, user.Name, user.Password), Eventually.Limit, "the whole file counts again");
            }

            (cuts, wrong) = (cuts + counted.Value.Cuts, wrong + counted.Value.Wrong);
        }

        FaultTable.Add("users file half-written, slowly, in its place", cuts, 0, wrong, "the users before serve until it lies still for a second");
        Assert.Equal(0, wrong);
    }

    /// <summary>
    /// How many logins there were while the file was half written, and how many went wrong; null when this machine was so busy
    /// that the file lay still for a second: then it counts as it is, and nothing was put to the test.
    /// </summary>
    private static async Task<(int Cuts, int Wrong)?> WriteSlowlyAsync(RestanteServer server, byte[] whole, int end, MailUser user)
    {
        var (wrong, cuts, stillness) = (0, 0, TimeSpan.Zero);
        await using var file = new FileStream(server.UsersFile, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
        await file.WriteAsync(whole.AsMemory(0, end));
        await file.FlushAsync();
        for (var piece = 0; piece < 8; piece++)
        {
            cuts++;
            var still = Stopwatch.StartNew();
            wrong += await LoginAsync(server, user.Name, user.Password) ? 0 : 1;
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
            await file.WriteAsync(whole.AsMemory(end + piece, 1));
            await file.FlushAsync();
            stillness = still.Elapsed > stillness ? still.Elapsed : stillness;
        }

        await file.WriteAsync(whole.AsMemory(end + 8));
        return stillness < TimeSpan.FromSeconds(0.9) ? (cuts, wrong) : null;
    }

    private static async Task<bool> LoginAsync(RestanteServer server, string user, string password)
    {
        await using RawPop3 session = await server.ConnectAsync();
        await session.ExpectOkAsync("USER " + user);
        return (await session.CommandAsync("PASS " + password)).StartsWith("+OK", StringComparison.Ordinal);
    }
}
