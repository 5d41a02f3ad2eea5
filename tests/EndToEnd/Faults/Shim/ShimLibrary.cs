using System.Diagnostics;

namespace Restante.EndToEnd.Faults.Shim;

/// <summary>shim.c, compiled once a run.</summary>
internal static class ShimLibrary
{
    private static readonly Lazy<(string? Path, string Fault)> Made = new(Make);

    public static string Path => Made.Value.Path ?? throw new InvalidOperationException(Made.Value.Fault);

    /// <summary>Why there is none here, or null.</summary>
    public static string? Lacking => Made.Value.Path is null ? Made.Value.Fault : null;

    // Synchronous on purpose: xunit makes attributes in constructors, and they ask.
    private static (string? Path, string Fault) Make()
    {
        var made = System.IO.Path.Combine(AppContext.BaseDirectory, $"shim-{System.Environment.ProcessId}.so");
        try
        {
            var source = System.IO.Path.Combine(AppContext.BaseDirectory, "Faults", "Shim", "shim.c");
            using var compiler = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-O2", "-o", made, source]) { RedirectStandardError = true, UseShellExecute = false });
            var errors = compiler!.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
            {
                return (null, "shim.c does not compile here: " + errors.Split('\n')[0]);
            }

            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(made);
            return (made, "");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "needs gcc");
        }
    }
}

/// <summary>A test with a disk that fails; skipped, with the reason, where shim.c cannot be compiled.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShimFactAttribute : FactAttribute
{
    public ShimFactAttribute() => Skip = ShimLibrary.Lacking;
}
