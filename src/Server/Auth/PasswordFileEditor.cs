using System.Text;
using Restante.Server.Files;
using Restante.Server.Stores;

namespace Restante.Server.Auth;

/// <summary>
/// Changes a passwd-file so that a reader sees it before or after, never between, and so that two editors do not undo
/// each other. A file with faults is not touched.
/// </summary>
public sealed class PasswordFileEditor(string path, TimeProvider time)
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);

    /// <summary>The secrets of all users are nobody else's business.</summary>
    private const UnixFileMode NewFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Null for a name that can be added, otherwise why it cannot.</summary>
    public static string? FaultIn(string name)
    {
        if (!MailboxName.TryParse(name, out _))
        {
            return "a name is 1 to 255 octets without /, \\, .. and control characters, and starts with no dot";
        }

        return name.Contains(':', StringComparison.Ordinal) || name[0] == '#' || name != name.Trim()
            ? "a name in a passwd-file has no ':', no '#' at its start and no space at its ends"
            : null;
    }

    /// <summary>False when the name is there already. Makes the file where there is none.</summary>
    /// <exception cref="ArgumentException">The name cannot stand in the file: see <see cref="FaultIn"/>.</exception>
    /// <inheritdoc cref="EditAsync"/>
    public Task<bool> AddAsync(string name, PasswordHash secret, CancellationToken cancellation) =>
        FaultIn(name) is { } fault
            ? throw new ArgumentException(fault, nameof(name))
            : EditAsync(text => text.Add(name, secret), cancellation);

    /// <summary>False when there is no such name.</summary>
    /// <inheritdoc cref="EditAsync"/>
    public Task<bool> ChangeAsync(string name, PasswordHash secret, CancellationToken cancellation) =>
        EditAsync(text => text.Change(name, secret), cancellation);

    /// <summary>False when there is no such name.</summary>
    /// <inheritdoc cref="EditAsync"/>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellation) =>
        EditAsync(text => text.Remove(name), cancellation);

    /// <summary>All entries; none where there is no file.</summary>
    /// <exception cref="CredentialStoreException">The file has faults.</exception>
    public IReadOnlyCollection<PasswordEntry> List() => Sound(ReadFile()).Entries;

    /// <exception cref="CredentialStoreException">The file has faults, or somebody else keeps editing it.</exception>
    /// <exception cref="IOException">The disk failed; the file is as it was.</exception>
    private async Task<bool> EditAsync(Func<PasswordFileText, bool> edit, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        await using var held = await LockAsync(cancellation);
        var octets = ReadFile();
        Sound(octets);
        var text = new PasswordFileText(Encoding.UTF8.GetString(octets));
        if (!edit(text))
        {
            return false;
        }

        DurableFile.Replace(path, Encoding.UTF8.GetBytes(text.ToString()), NewFileMode);
        return true;
    }

    private byte[] ReadFile() => File.Exists(path) ? File.ReadAllBytes(path) : [];

    private PasswordTable Sound(byte[] octets)
    {
        var table = PasswordTable.Parse(octets);
        return table.Faults.Count == 0
            ? table
            : throw new CredentialStoreException($"{path}, line {table.Faults[0].Line}: {table.Faults[0].Message}");
    }

    /// <summary>
    /// The lock is on a file of its own, because the file itself is replaced; and it stays behind, because removing it
    /// would let a third editor lock a new one while a second still holds the old.
    /// </summary>
    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    UnixCreateMode = NewFileMode,
                });
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
            {
                if (time.GetElapsedTime(started) > LockWait)
                {
                    throw new CredentialStoreException($"{path} is being edited by another process (it holds {path}.lock)", e);
                }
            }

            await Task.Delay(LockRetry, time, cancellation);
        }
    }
}
