using System.Diagnostics.CodeAnalysis;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth.Sources;

/// <summary>
/// Runs what blocks (PAM modules, libldap) on threads of its own, a few at a time, and stops waiting when the time is
/// over: the pool's threads serve connections, and a directory that hangs must not take them.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A call that nobody waits for any more still gives its slot back.")]
public sealed class BlockingCalls(int atOnce, TimeSpan limit, TimeProvider time)
{
    private readonly SemaphoreSlim _free = new(atOnce);

    /// <param name="password">Copied for the call, which may go on after this method has given up; the copy is zeroed when it ends.</param>
    /// <param name="call">What blocks.</param>
    /// <param name="stopping">The server stops.</param>
    /// <exception cref="CredentialStoreException">There was no answer, or no free thread, in time.</exception>
    public async ValueTask<T> RunAsync<T>(Secret password, Func<Secret, T> call, CancellationToken stopping)
    {
        var started = time.GetTimestamp();

        // Its own timer, and not one of ours that cancels it: that may fire as the call ends, and to cancel what is disposed
        // throws, which in a timer ends the process.
        using var over = new CancellationTokenSource(limit, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping);
        try
        {
            await _free.WaitAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new CredentialStoreException($"all {atOnce} calls at one time have been waiting for {limit.TotalSeconds:0.#} s");
        }

        var copy = new Secret(password.Octets);
        var running = Task.Factory.StartNew(() => Call(call, copy), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await running.WaitAsync(Max(limit - time.GetElapsedTime(started), TimeSpan.FromMilliseconds(1)), time, stopping);
        }
        catch (TimeoutException e)
        {
            throw new CredentialStoreException($"no answer for {limit.TotalSeconds:0.#} s", e);
        }
    }

    private T Call<T>(Func<Secret, T> call, Secret password)
    {
        try
        {
            return call(password);
        }
        finally
        {
            password.Dispose();
            _free.Release();
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
