using System.Runtime.InteropServices;

namespace Restante.Cli;

/// <summary>
/// Runs a command that SIGTERM and Control-C cancel. The command library's own way hears of a signal too late: one that
/// comes before the command has had to wait for anything ends the process over its head. There is one, as there is one
/// process that gets signals.
/// </summary>
internal static class Interruption
{
    private static readonly CancellationTokenSource Asked = new();
    private static readonly TaskCompletionSource<int> Overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Never given back: between the work's end and the process's a signal would still say that nothing was done.
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <summary>What to say of a command that was cancelled: 128 and the signal's number, as a shell has it.</summary>
    public static int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    /// <summary>The command's own exit status, or <see cref="ExitCode"/> if, once cancelled, it takes longer to end than <paramref name="patience"/>.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> command, TimeSpan patience)
    {
        Registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Interrupt(context, Cli.ExitCode.Terminated, patience)));
        Registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Interrupt(context, Cli.ExitCode.Interrupted, patience)));

        // Not on this thread: it must be there when the time is over, whatever the command waits for.
        var running = Task.Run(() => command(Asked.Token));
        return await await Task.WhenAny(running, Overdue.Task);
    }

    private static void Interrupt(PosixSignalContext context, int exitCode, TimeSpan patience)
    {
        context.Cancel = true;
        if (!Asked.IsCancellationRequested)
        {
            ExitCode = exitCode;
            _ = Asked.CancelAsync();
            _ = EndAsync(patience);
        }
    }

    private static async Task EndAsync(TimeSpan patience)
    {
        await Task.Delay(patience, TimeProvider.System);
        Overdue.TrySetResult(ExitCode);
    }
}
