using System.Diagnostics;

namespace Restante.EndToEnd.Stores;

/// <summary>A file system that goes when the test ends.</summary>
internal sealed class Mounted(string place) : IDisposable
{
    public static Mounted Mount(string place, params string[] options) =>
        TryMount(place, options) is { } fault ? throw new InvalidOperationException(fault) : new Mounted(place);

    /// <summary>What mount said, or null when it worked.</summary>
    public static string? TryMount(string place, params string[] options)
    {
        using var mount = Process.Start(new ProcessStartInfo("mount", [.. options, place]) { RedirectStandardError = true, UseShellExecute = false })!;
        var fault = mount.StandardError.ReadToEnd();
        mount.WaitForExit();
        return mount.ExitCode == 0 ? null : fault;
    }

    public void Dispose()
    {
        // Lazily: a process that is just being started may have a copy of a handle in it.
        using var unmount = Process.Start("umount", ["-l", place]);
        unmount.WaitForExit();
    }
}
