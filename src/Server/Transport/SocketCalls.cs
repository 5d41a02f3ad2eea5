using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Restante.Server.Transport;

/// <summary>
/// What .NET's sockets do not offer: a write that takes what fits and says how much that was, and one of a file that is
/// read into no buffer.
/// </summary>
internal static partial class SocketCalls
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    public const int WouldBlock = 11;

    /// <returns>How much the system took; less than there is, where the client is slow; -1: nothing goes out any more.</returns>
    public static int Send(Socket socket, ReadOnlySpan<byte> octets)
    {
        var sent = 0;
        while (sent < octets.Length)
        {
            var taken = Send(socket.SafeHandle, in octets[sent], octets.Length - sent, DontWait | NoSignal);
            if (taken < 0)
            {
                switch (Marshal.GetLastPInvokeError())
                {
                    case Interrupted:
                        continue;
                    case WouldBlock:
                        return sent;
                    default:
                        return sent > 0 ? sent : -1;
                }
            }

            sent += (int)taken;
        }

        return sent;
    }

    /// <returns>How much came; 0 at the end; less than nothing: the error, negative.</returns>
    public static int Receive(Socket socket, Span<byte> room)
    {
        while (true)
        {
            var received = (int)Receive(socket.SafeHandle, ref MemoryMarshal.GetReference(room), room.Length, DontWait);
            if (received >= 0)
            {
                return received;
            }

            if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
            {
                return -error;
            }
        }
    }

    /// <summary>
    /// From the file's own pages, which nobody copies, to a socket that does not block. A file that has become shorter, or
    /// cannot be read, is no fault of ours while the system sends: it sends less.
    /// </summary>
    /// <returns>How much the system took, possibly nothing. What keeps it from taking more shows in the next write, or read.</returns>
    public static long SendFile(Socket socket, SafeFileHandle file, long offset, long count)
    {
        var end = offset + count;
        var next = offset;
        while (next < end)
        {
            var taken = SendFile(socket.SafeHandle, file, ref next, (nint)(end - next));
            if (taken == 0 || (taken < 0 && Marshal.GetLastPInvokeError() != Interrupted))
            {
                break;
            }
        }

        return next - offset;
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeSocketHandle socket, in byte octets, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeSocketHandle socket, ref byte room, nint length, int flags);

    // off_t has 64 bits on the 64-bit systems that are published for.
    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendFile(SafeSocketHandle socket, SafeFileHandle file, ref long offset, nint count);
}
