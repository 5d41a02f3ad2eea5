using System.Runtime.InteropServices;

namespace Restante.Cli;

/// <summary>
/// SIGTERM and Control-C ask the server to stop, SIGHUP to reload. Made before the server starts: whoever reads its
/// first words may send one at once. A reload asked for before the server can do it is done as soon as it can.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    // A disk that does not answer must not hold up the end.
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<string> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _reloading = new();
    private Action? _reload;
    private bool _isReloadDue;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, "SIGTERM")),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, "SIGINT")),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reload),
    ];

    /// <summary>Which signal asked for the end.</summary>
    public Task<string> Told => _told.Task;

    /// <summary>What SIGHUP does, one at a time; at once if one has already come.</summary>
    public void OnReload(Action reload)
    {
        lock (_reloading)
        {
            _reload = reload;
            if (_isReloadDue)
            {
                reload();
            }
        }
    }

    /// <summary>SIGHUP does nothing from now on; a reload that has begun is over when this returns, or hangs.</summary>
    public void EndReloads()
    {
        Volatile.Write(ref _reload, static () => { });
        if (_reloading.TryEnter(ReloadLimit))
        {
            _reloading.Exit();
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    // The second time the process ends at once, as it would without us.
    private void Stop(PosixSignalContext context, string name) => context.Cancel = _told.TrySetResult(name);

    private void Reload(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_reloading)
        {
            _isReloadDue = _reload is null;
            _reload?.Invoke();
        }
    }
}
