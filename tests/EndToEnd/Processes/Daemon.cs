using System.Diagnostics;
using System.Text;

namespace Restante.EndToEnd.Processes;

/// <summary>A program that runs until it is told to stop. Everything it prints is kept.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Daemon(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    /// <summary>What it printed last may still be on its way: <see cref="WaitForEndAsync"/> waits for that too.</summary>
    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Standard output and standard error so far, as they came.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Resident memory now, in octets, as the kernel counts it; 0 once the process is gone.</summary>
    public long ResidentOctets => Status("VmRSS:");

    /// <summary>The most it ever had.</summary>
    public long PeakResidentOctets => Status("VmHWM:");

    public static Daemon Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        return new Daemon(process);
    }

    public void Signal(int signal)
    {
        if (!HasEnded)
        {
            Posix.Signal(ProcessId, signal);
        }
    }

    /// <summary>True when it ended within the limit; <see cref="Output"/> is whole then.</summary>
    public async Task<bool> WaitForEndAsync(TimeSpan limit)
    {
        using var time = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(time.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>SIGTERM, then SIGKILL when that was not enough.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        Signal(Posix.SigTerm);
        if (!await WaitForEndAsync(patience))
        {
            Signal(Posix.SigKill);
            await WaitForEndAsync(TimeSpan.FromSeconds(10));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private long Status(string field)
    {
        try
        {
            var line = File.ReadLines($"/proc/{ProcessId}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
            return long.Parse(line.Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
            }
        }
    }
}
