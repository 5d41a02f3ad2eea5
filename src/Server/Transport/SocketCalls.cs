using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Restante.Server.Transport;

/// <summary>
/// The two calls that .NET's sockets do not offer: a write that takes what fits and says how much that was, and a file
/// that goes out without passing through this process.
/// </summary>
internal static partial class SocketCalls
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

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
                        return -1;
                }
            }

            sent += (int)taken;
        }

        return sent;
    }

    /// <returns>How much the system took, possibly nothing. What keeps it from taking more shows in the next write, or read.</returns>
    public static long SendFile(Socket socket, SafeFileHandle file, long offset, long count)
    {
        var end = offset + count;
        var start = offset;
        while (offset < end)
        {
            var taken = SendFile(socket.SafeHandle, file, ref offset, (nint)Math.Min(end - offset, int.MaxValue));
            if (taken == 0 || (taken < 0 && Marshal.GetLastPInvokeError() != Interrupted))
            {
                break;
            }
        }

        return offset - start;
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeSocketHandle socket, in byte octets, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendFile(SafeSocketHandle socket, SafeFileHandle file, ref long offset, nint count);
}
