using System.Diagnostics;
using System.Text;

namespace Restante.EndToEnd.Processes;

/// <summary>Runs a program to its end, or ends it when its time is over.</summary>
internal static class Tool
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task<ToolResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        ReadOnlyMemory<byte> input = default,
        string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The person's own settings must not colour the run: messages in English, no proxy, no netrc.
        start.Environment["LC_ALL"] = "C";
        start.Environment["HOME"] = start.WorkingDirectory;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var time = new CancellationTokenSource(limit ?? Limit);
        try
        {
            using var output = new MemoryStream();
            using var errors = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(output, time.Token);
            var readingErrors = process.StandardError.BaseStream.CopyToAsync(errors, time.Token);
            await FeedAsync(process, input, time.Token);
            await Task.WhenAll(reading, readingErrors, process.WaitForExitAsync(time.Token));
            return new ToolResult(process.ExitCode, output.ToArray(), Encoding.UTF8.GetString(errors.ToArray()));
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end in time", e);
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything; its exit code says the rest.
        }
    }
}

/// <summary>What a program left behind.</summary>
internal sealed record ToolResult(int ExitCode, byte[] Output, string Errors)
{
    public string Text => Encoding.UTF8.GetString(Output);

    public override string ToString() => $"exit {ExitCode}\n{Text}{Errors}";
}
