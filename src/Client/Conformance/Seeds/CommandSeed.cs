using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Restante.Client.Conformance.Seeds;

/// <summary>Runs a shell command for each message, which stands on its standard input, lines ended by LF.</summary>
/// <param name="command">For /bin/sh.</param>
/// <param name="timeout">Longer it may not take.</param>
public sealed class CommandSeed(string command, TimeSpan timeout, TimeProvider time) : ISeed
{
    public async Task<string?> AddAsync(SeedMessage message, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
                await WriteAsync(process, message, cancellation).WaitAsync(timeout, time, cancellation);
                await process.WaitForExitAsync(cancellation).WaitAsync(timeout, time, cancellation);
                var words = string.Concat(await said).Trim();
                return process.ExitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"the command ended with {process.ExitCode}: {words}");
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                return string.Create(CultureInfo.InvariantCulture, $"the command does not end in {timeout.TotalSeconds:0.#} s");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return $"the command cannot be run: {e.Message}";
        }
    }

    private static async Task WriteAsync(Process process, SeedMessage message, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(MaildirSeed.LineFeeds(message.Octets.Span), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit status tells whether that is an error.
        }
    }
}
