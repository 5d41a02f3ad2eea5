namespace Restante.Server.Auth;

/// <summary>
/// Costly work of logins, on a few threads that are not the connections', behind a queue that is bounded in length and
/// in time: a flood is turned away instead of making everybody wait.
/// </summary>
public sealed class LoginTurns(TimeProvider time, int threads, int places) : IDisposable
{
    // Clients give up after five seconds (K-9); an honest "busy" before that is better than silence.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Not the pool's threads: those serve connections, there are as many of them as cores at first, and so many hashes of
    // a quarter of a second (bcrypt, yescrypt) would leave none for the sessions that are in. A thread costs a fraction of
    // a hash. What comes after the hash is a session again, and goes back to the pool.
    private const TaskCreationOptions OwnThread =
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously;

    private readonly SemaphoreSlim _turns = new(threads);
    private int _waiting;

    /// <summary>A thread a core; in the queue, about a second's worth of hashes as <see cref="PasswordHash.Create"/> makes them.</summary>
    public static LoginTurns Standard(TimeProvider time) => new(time, Environment.ProcessorCount, Environment.ProcessorCount * 200);

    /// <summary>Default when there was no turn: too many wait, or it takes too long, or the server stops.</summary>
    public async ValueTask<T?> RunAsync<T>(Func<T> work, CancellationToken stopping)
    {
        if (!await TakeTurnAsync(stopping))
        {
            return default;
        }

        try
        {
            return await Task.Factory.StartNew(work, CancellationToken.None, OwnThread, TaskScheduler.Default);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async ValueTask<bool> TakeTurnAsync(CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            return false;
        }

        if (_turns.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            return true;
        }

        if (Interlocked.Increment(ref _waiting) > places)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            await _turns.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
