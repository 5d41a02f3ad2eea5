namespace Restante.EndToEnd.Processes;

/// <summary>A test with a disk of its own; skipped, with that reason, where nothing can be mounted (most containers).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(TryMount);

    public MountFactAttribute()
    {
        if (!CanMount.Value)
        {
            Skip = "needs root with the right to mount a tmpfs";
        }
    }

    private static bool TryMount()
    {
        if (!Posix.IsRoot)
        {
            return false;
        }

        try
        {
            // Synchronous on purpose: xunit makes attributes in constructors.
            using var disk = System.Diagnostics.Process.Start("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
            return disk.WaitForExit(TimeSpan.FromSeconds(10)) && disk.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
