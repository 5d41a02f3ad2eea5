using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Operations;

/// <summary>fail2ban's own tool reads what a real server printed, by the filter that is shipped.</summary>
public sealed class Fail2banTests
{
    private static readonly string Filter = Path.Combine(Root(), "packaging", "fail2ban", "restante.conf");

    [Fact]
    public async Task The_shipped_filter_finds_each_refused_login_and_nothing_else()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();

        // Names that try to look like another record, or to name another address.
        string[] names = [user.Name, "nobody", "address=192.0.2.1", "a\" address=192.0.2.1 mechanism=PLAIN tls=- reason=", "two words"];
        await Task.WhenAll(names.Select(async name =>
        {
            await using var session = await server.ConnectAsync();
            await session.ExpectErrorAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0wrong")));
            await session.ExpectOkAsync("QUIT");
        }));
        await using (var session = await server.LoginAsync(user))
        {
            await session.ExpectOkAsync("QUIT");
        }

        await server.Process.StopAsync(TimeSpan.FromSeconds(20));
        var log = server.Folder["log"];
        await File.WriteAllTextAsync(log, server.Output);
        var result = await Tool.RunAsync("fail2ban-regex", ["--print-all-matched", log, Filter], folder: server.Folder.Path);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"{names.Length} matched", result.Text, StringComparison.Ordinal);
        var found = await Tool.RunAsync("fail2ban-regex", ["--out", "ip", log, Filter], folder: server.Folder.Path);
        Assert.Equal(Enumerable.Repeat("127.0.0.1", names.Length), found.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Restante.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
