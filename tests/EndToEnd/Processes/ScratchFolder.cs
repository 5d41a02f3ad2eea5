namespace Restante.EndToEnd.Processes;

/// <summary>A folder of a test's own, gone with the test. Others may look inside: Dovecot's processes are not root.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder(string noun)
    {
        Path = Directory.CreateTempSubdirectory($"restante-{noun}-").FullName;
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string MakeFolder(string name) => Directory.CreateDirectory(this[name]).FullName;

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
