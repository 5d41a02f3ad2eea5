namespace Restante.Server.Hosting;

/// <summary>
/// Gives the thread pool more threads while those it has wait for a disk that does not answer. Reading a file blocks its
/// thread; the pool by itself adds one or two a second, and until then nobody is answered, whatever he asks.
/// </summary>
internal sealed class ThreadSupply : IDisposable
{
    private const int Most = 512;
    private const int Step = 16;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>A minute without anything that waits: the pool may shrink again.</summary>
    private const int CalmLooks = 300;

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public ThreadSupply()
    {
        // A thread of its own: a timer would wait for the pool.
        _thread = new Thread(Run) { IsBackground = true, Name = "thread supply" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        ThreadPool.GetMinThreads(out var usual, out var ports);
        var least = usual;
        var calm = 0;
        var done = ThreadPool.CompletedWorkItemCount;
        while (!_stop.Wait(Look))
        {
            var before = done;
            done = ThreadPool.CompletedWorkItemCount;
            var threads = ThreadPool.ThreadCount;
            if (ThreadPool.PendingWorkItemCount == 0)
            {
                calm++;
            }
            else if (done - before < threads && threads < Most)
            {
                // Not one piece of work a thread in all this time, and more of it waits.
                calm = 0;
                least = Math.Min(Most, threads + Math.Max(Step, threads));
                _ = ThreadPool.SetMinThreads(least, ports);
            }

            if (calm > CalmLooks && least != usual)
            {
                least = usual;
                _ = ThreadPool.SetMinThreads(usual, ports);
            }
        }
    }
}
