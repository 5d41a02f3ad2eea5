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

    /// <summary>Twice a tick, of a slow one, of the clock that the folders' times are taken from: so the index comes to be trusted within an input.</summary>
    public static TimeSpan Settling { get; } = TimeSpan.FromMilliseconds(20);

    public MaildirStore Store() =>
        new(new MaildirOptions { Path = Path + "/{user}", HostName = "mx1", Settling = Settling }, TimeProvider.System, NullLogger.Instance);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
