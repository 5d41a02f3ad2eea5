using System.Net.Sockets;
using System.Text;

namespace Restante.Client.Load;

/// <summary>A session that did not come to its end.</summary>
/// <param name="reason">One of few words, to be counted.</param>
internal sealed class LoadFailure(string reason, Exception? inner = null) : Exception(reason, inner)
{
    private const int LongestCode = 24;

    public string Reason => Message;

    /// <summary>A reply that is not +OK: what was asked, and the server's response code where it gives one (RFC 2449 §8).</summary>
    public static LoadFailure Refused(string step, ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("-ERR"u8))
        {
            return new LoadFailure($"{step} answered without +OK or -ERR");
        }

        // Only what looks like a code: it is printed, and is a key.
        var code = line["-ERR".Length..].TrimStart((byte)' ');
        var end = code.IndexOf((byte)']');
        return code.StartsWith("["u8) && end is > 1 and < LongestCode && code[1..end].IndexOfAnyExcept(CodeOctets) < 0
            ? new LoadFailure($"{step} refused {Encoding.ASCII.GetString(code[..(end + 1)])}")
            : new LoadFailure($"{step} refused");
    }

    public static LoadFailure Of(string step, Exception e) => e switch
    {
        LoadFailure failure => failure,
        SocketException socket => new LoadFailure($"{step} {Words(socket.SocketErrorCode)}", e),
        IOException { InnerException: SocketException socket } => new LoadFailure($"{step} {Words(socket.SocketErrorCode)}", e),
        _ => new LoadFailure($"{step} broken off", e),
    };

    private static readonly System.Buffers.SearchValues<byte> CodeOctets =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/"u8);

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nobody listens",
        SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted => "reset",
        SocketError.TimedOut or SocketError.WouldBlock or SocketError.AlreadyInProgress or SocketError.InProgress => "timed out",
        SocketError.TooManyOpenSockets => "too many open files here",
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => "no free port here",
        _ => error.ToString(),
    };
}
