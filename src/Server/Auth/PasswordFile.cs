using Restante.Server.Files;

namespace Restante.Server.Auth;

/// <summary>
/// Users from a passwd-file. A changed file is noticed within a second of the next lookup, one that is being written in
/// its place a second after it is left alone; one with faults does not take the place of the last good one.
/// </summary>
public sealed class PasswordFile : ICredentialStore
{
    /// <summary>A lookup looks at the file's state at most this often: a stat for each login would be paid by a storm of logins.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a file must lie still that was written over and not replaced: half of it is a sound file too, in which users
    /// are missing and the last one's secret is cut short.
    /// </summary>
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _reloading = new();
    private volatile PasswordTable _table = PasswordTable.Empty;
    private FileState? _state;
    private long _lastLook;

    private PasswordFile(string path, TimeProvider time) => (_path, _time) = (path, time);

    /// <summary>A reload took place. Called on the thread that noticed the change.</summary>
    public event Action<PasswordFileReload>? Reloaded;

    public PasswordHash Decoy => _table.Decoy;

    public SecretUses Uses
    {
        get
        {
            LookForChange();
            return _table.Uses;
        }
    }

    /// <exception cref="CredentialStoreException">The file cannot be read or has faults: there is no good one to go on with.</exception>
    public static PasswordFile Open(string path, TimeProvider time)
    {
        var file = new PasswordFile(path, time);
        var first = file.Reload();
        return first.IsGood ? file : throw new CredentialStoreException($"{path}: {first.Describe()}");
    }

    public ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation)
    {
        LookForChange();
        return ValueTask.FromResult(_table.Find(userName) is { } entry ? ToCredential(entry) : null);
    }

    /// <summary>Reads the file now, changed or not (SIGHUP). What is faulty does not take effect.</summary>
    public PasswordFileReload Reload()
    {
        PasswordFileReload outcome;
        lock (_reloading)
        {
            outcome = Read();
        }

        Reloaded?.Invoke(outcome);
        return outcome;
    }

    private PasswordFileReload Read()
    {
        try
        {
            // The state first: what changes after it is seen at the next look.
            _state = FileState.Of(_path);
            Volatile.Write(ref _lastLook, _time.GetTimestamp());
            var table = PasswordTable.Parse(File.ReadAllBytes(_path));
            if (table.Faults.Count == 0)
            {
                _table = table;
            }

            return new PasswordFileReload(table.Entries.Count, table.Faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PasswordFileReload(0, [new PasswordFileFault(0, e.Message)]);
        }
    }

    private void LookForChange()
    {
        var last = Volatile.Read(ref _lastLook);
        if (_time.GetElapsedTime(last) < LookInterval || Interlocked.CompareExchange(ref _lastLook, _time.GetTimestamp(), last) != last)
        {
            return;
        }

        FileState? seen;
        lock (_reloading)
        {
            seen = _state;
        }

        if (FileState.Of(_path) is var state && state != seen && !IsBeingWritten(state, seen))
        {
            Reload();
        }
    }

    private bool IsBeingWritten(FileState? state, FileState? seen) =>
        state is { } now && now.Inode == seen?.Inode && _time.GetUtcNow() - now.Changed is var age && age >= TimeSpan.Zero && age < Stillness;

    private Credential ToCredential(PasswordEntry entry) =>
        new(entry.Name, entry.Secret, entry.IsDisabled(DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime)))
        {
            AllowedNetworks = entry.AllowedNetworks,
            Rules = entry.Rules,
            Extra = entry.Extra,
        };
}

/// <param name="Users">How many entries the file has.</param>
/// <param name="Faults">Why the file was not taken; empty when it was.</param>
public sealed record PasswordFileReload(int Users, IReadOnlyList<PasswordFileFault> Faults)
{
    public bool IsGood => Faults.Count == 0;

    public string Describe() => IsGood
        ? $"{Users} users"
        : string.Join("; ", Faults.Select(f => f.Line == 0 ? f.Message : $"line {f.Line}: {f.Message}"));
}
