using Microsoft.Extensions.Logging.Abstractions;
using Restante.Server.Stores.Maildir;

namespace Restante.Fuzz.Maildirs;

/// <summary>A mail root of its own for one input; in memory where the machine has such a place, since each delivery waits for its disk.</summary>
internal sealed class TempFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    public TempFolder()
    {
        Path = System.IO.Path.Combine(Directory.Exists(InMemory) ? InMemory : System.IO.Path.GetTempPath(), "restante-fuzz-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public MaildirStore Store() =>
        new(new MaildirOptions { Path = Path + "/{user}", HostName = "mx1" }, TimeProvider.System, NullLogger.Instance);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
