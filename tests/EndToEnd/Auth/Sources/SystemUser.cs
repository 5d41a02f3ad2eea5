using System.Text;
using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Auth.Sources;

/// <summary>A user of this machine, made for a test and gone with it.</summary>
internal sealed class SystemUser : IAsyncDisposable
{
    private SystemUser(string name) => Name = name;

    public string Name { get; }

    public string Password { get; } = "Blau & grün 7";

    public static async Task<SystemUser> AddAsync()
    {
        var user = new SystemUser("rst" + Guid.NewGuid().ToString("N")[..10]);
        await RunAsync("useradd", ["--no-create-home", "--shell", "/usr/sbin/nologin", user.Name]);
        await RunAsync("chpasswd", [], Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}\n"));
        return user;
    }

    public Task CloseAsync() => RunAsync("chage", ["--expiredate", "1", Name]);

    public async ValueTask DisposeAsync() => await RunAsync("userdel", [Name]);

    private static async Task RunAsync(string program, string[] arguments, ReadOnlyMemory<byte> input = default)
    {
        ToolResult? run = null;
        await Eventually.TrueAsync(
            async () =>
            {
                run = await Tool.RunAsync("/usr/sbin/" + program is var path && File.Exists(path) ? path : program, arguments, input);

                // Somebody else changes the users of this machine at the same time: "try again later", it says.
                return run.ExitCode == 0 || !run.Errors.Contains("lock", StringComparison.Ordinal);
            },
            Eventually.Limit, program);
        Assert.True(run!.ExitCode == 0, $"{program}: {run}");
    }
}
