namespace Restante.EndToEnd.Processes;

/// <summary>A folder of a test's own, gone with the test. Others may look inside: Dovecot's processes are not root.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const long Enough = 2L << 30;

    /// <summary>Where such folders are.</summary>
    public static readonly string Root = Choose();

    public ScratchFolder(string noun)
    {
        Path = System.IO.Path.Combine(Root, $"restante-{noun}-{Guid.NewGuid():N}"[..(noun.Length + 20)]);
        Directory.CreateDirectory(Path);
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string MakeFolder(string name) => Directory.CreateDirectory(this[name]).FullName;

    /// <summary>
    /// Memory where there is plenty, since a hundred thousand small files keep a disk busy for half a minute, and with
    /// it every other test that waits for an fsync. RESTANTE_TESTS_TMP names another place.
    /// </summary>
    private static string Choose()
    {
        const string Memory = "/dev/shm";
        return Environment.GetEnvironmentVariable("RESTANTE_TESTS_TMP")
            ?? (Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Enough ? Memory : System.IO.Path.GetTempPath());
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that is being killed may still write; a leftover in the temp folder fails no test.
        }
    }
}
