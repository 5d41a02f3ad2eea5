using System.Runtime.CompilerServices;

namespace Restante.Server.Transport;

/// <summary>To be awaited before anything that may take its time: goes on where it may, if this thread is one that others wait for.</summary>
internal readonly struct LeavePoll : ICriticalNotifyCompletion
{
    public bool IsCompleted => !SocketPoll.IsHere;

    public LeavePoll GetAwaiter() => this;

    public void GetResult() { }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) =>
        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), continuation, preferLocal: false);
}
