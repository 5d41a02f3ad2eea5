using System.Collections.Concurrent;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Restante.Server.Transport;

/// <summary>
/// Waits for what clients send, on a few threads for all of them. Unlike those of .NET's sockets these may do what a client
/// asks for at once, where nobody has to be waited for: to wake another thread for it costs as much as a small message.
/// </summary>
internal sealed partial class SocketPoll
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const uint Readable = 0x1;
    private const uint Fault = 0x8;
    private const uint HangUp = 0x10;
    private const uint ClientEnded = 0x2000;
    private const uint OnChange = 1u << 31;
    private const int Interrupted = 4;
    private const int EventLength = 16;

    // Where one thread is kept after all (a page of ours comes from the disk), others go on.
    private const int FewestThreads = 2;
    private const int MostThreads = 16;

    [ThreadStatic]
    private static bool _isHere;

    private static readonly Lazy<SocketPoll> Only = new(static () => new SocketPoll());

    // Where the socket's key is in an event: on x86-64 it is packed.
    private static readonly int KeyAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;

    // By a key that is never used again: an event may still be on its way when its socket is closed and its descriptor is another's.
    private readonly ConcurrentDictionary<long, SocketInput> _inputs = new();
    private readonly int _descriptor;
    private long _last;

    private SocketPoll()
    {
        _descriptor = Create(CloseOnExec);
        if (_descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        for (var i = 0; i < Math.Clamp(Environment.ProcessorCount, FewestThreads, MostThreads); i++)
        {
            new Thread(Run) { IsBackground = true, Name = "poll" }.Start();
        }
    }

    /// <summary>The process's own; it lasts as long as the process.</summary>
    public static SocketPoll Shared => Only.Value;

    /// <summary>True on a thread that others wait for.</summary>
    public static bool IsHere => _isHere;

    /// <summary>Tells <see cref="SocketInput.Ready"/> from now on; also when something is there already.</summary>
    /// <returns>The key for <see cref="Forget"/>.</returns>
    /// <exception cref="Win32Exception">The system watches no more sockets.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public long Watch(Socket socket, SocketInput input)
    {
        var key = Interlocked.Increment(ref _last);
        _inputs[key] = input;
        Span<byte> wanted = stackalloc byte[EventLength];
        MemoryMarshal.Write(wanted, Readable | ClientEnded | OnChange);
        MemoryMarshal.Write(wanted[KeyAt..], key);
        var watched = false;
        try
        {
            watched = Control(_descriptor, Add, socket.SafeHandle, in MemoryMarshal.GetReference(wanted)) == 0;
            return watched ? key : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        finally
        {
            if (!watched)
            {
                Forget(key);
            }
        }
    }

    /// <summary>The system forgets a socket when it is closed; this forgets who wanted to know.</summary>
    public void Forget(long key) => _inputs.TryRemove(key, out _);

    private void Run()
    {
        _isHere = true;
        Span<byte> found = stackalloc byte[EventLength];
        while (true)
        {
            // One at a time: while this one is looked after, the next is another thread's.
            var count = Wait(_descriptor, ref MemoryMarshal.GetReference(found), 1, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() is not Interrupted and var error)
            {
                throw new Win32Exception(error);
            }

            if (count == 1 && _inputs.TryGetValue(MemoryMarshal.Read<long>(found[KeyAt..]), out var input))
            {
                input.Ready(ended: (MemoryMarshal.Read<uint>(found) & (Fault | HangUp | ClientEnded)) != 0);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int poll, int operation, SafeSocketHandle socket, in byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int poll, ref byte found, int most, int milliseconds);
}
