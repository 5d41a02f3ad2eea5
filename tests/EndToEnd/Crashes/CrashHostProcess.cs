using System.Diagnostics;
using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.Server.Stores;

namespace Restante.EndToEnd.Crashes;

/// <summary>One life of the crashing server, seen from outside.</summary>
internal sealed class CrashHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private CrashHostProcess(Process process, CrashRoom room) => (_process, Room) = (process, room);

    public CrashRoom Room { get; }

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <param name="room">Of this life.</param>
    /// <param name="place">Where it is to die by itself, or null.</param>
    /// <param name="environment">What else its environment holds.</param>
    public static async Task<CrashHostProcess> StartAsync(CrashRoom room, string? place, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["exec", typeof(CrashHostProcess).Assembly.Location, CrashHost.Verb, room.Folder, room.Life.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[FaultPoint.Variable] = place;

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        // A life of half a second is over before better code would pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var host = new CrashHostProcess(Process.Start(start)!, room);
        var line = await host._process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        return line == CrashHost.Ready ? host : throw new InvalidOperationException($"the host said '{line}' and {await host._process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Waits for its death, and brings it about when it does not come by itself. True: it came by itself.</summary>
    public async Task<bool> DieAsync(TimeSpan patience)
    {
        using var time = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(time.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Posix.Signal(_process.Id, Posix.SigKill);
            await _process.WaitForExitAsync().WaitAsync(Limit);
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DieAsync(TimeSpan.Zero);
        _process.Dispose();
    }
}
