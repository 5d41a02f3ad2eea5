namespace Restante.EndToEnd.Processes;

/// <summary>A file system of its own, which can be made full or read-only. Needs root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new("disk");

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    public static async Task<SmallDisk> MountAsync(int kibibytes)
    {
        var disk = new SmallDisk();
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=755", "tmpfs", disk.Path);
        return disk;
    }

    public Task MakeReadOnlyAsync() => RunAsync("mount", "-o", "remount,ro", Path);

    /// <summary>Writes until nothing fits any more, not even a name.</summary>
    public void Fill()
    {
        try
        {
            using var ballast = new FileStream(_folder["ballast"], FileMode.Create, FileAccess.Write, FileShare.None, 1);
            var block = new byte[4096];
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Lazily: a server that is being killed may still hold a file.
        await RunAsync("umount", "-l", Path);
        _folder.Dispose();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await Tool.RunAsync(program, arguments);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result}");
    }
}
