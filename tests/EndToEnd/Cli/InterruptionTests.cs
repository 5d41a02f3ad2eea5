using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Cli;

/// <summary>Control-C and SIGTERM while a command has not come to wait for anything but its own start.</summary>
public sealed class InterruptionTests
{
    [Theory]
    [InlineData(Posix.SigInt, 130)]
    [InlineData(Posix.SigTerm, 143)]
    public async Task A_signal_ends_a_command_that_cannot_get_on(int signal, int exitCode)
    {
        using var folder = new ScratchFolder("signal");
        // A configuration that comes through a pipe, from somebody who never writes it.
        await using var daemon = Daemon.Start("/bin/sh", ["-c", $"mkfifo config && exec '{RestanteProgram.Path}' config show --config config"], folder.Path);
        await Eventually.TrueAsync(() => File.Exists(folder["config"]), Eventually.Limit, "a pipe");
        await using var writer = await Task.Run(() => new FileStream(folder["config"], FileMode.Open, FileAccess.Write)).WaitAsync(Eventually.Limit);

        daemon.Signal(signal);
        Assert.True(await daemon.WaitForEndAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(exitCode, daemon.ExitCode);
    }
}
