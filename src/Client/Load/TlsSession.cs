using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Restante.Client.Load;

/// <summary>TLS on a connected, blocking socket, whose descriptor OpenSSL reads and writes itself.</summary>
internal sealed unsafe class TlsSession : IDisposable
{
    private readonly SafeSocketHandle _descriptor;
    private nint _ssl;

    private TlsSession(nint ssl, SafeSocketHandle descriptor)
    {
        _ssl = ssl;
        _descriptor = descriptor;
        var added = false;
        descriptor.DangerousAddRef(ref added);
    }

    /// <summary>Makes the handshake.</summary>
    /// <param name="known">A session of <see cref="TakeSession"/> to take up; 0 for none.</param>
    /// <exception cref="LoadFailure">There is no TLS, or the certificate does not prove the server.</exception>
    public static TlsSession Connect(TlsContext context, Socket socket, nint known)
    {
        var session = new TlsSession(context.NewConnection(), socket.SafeHandle);
        try
        {
            fixed (byte* host = context.Host)
            {
                if (!context.IsAddress)
                {
                    LibSsl.Control(session._ssl, LibSsl.SetServerName, 0, host);
                }

                if (context.MustProve)
                {
                    _ = context.IsAddress ? LibSsl.SetAddress(LibSsl.Parameters(session._ssl), host) : LibSsl.SetHost(session._ssl, host);
                }
            }

            if (known != 0)
            {
                _ = LibSsl.SetSession(session._ssl, known);
            }

            _ = LibSsl.SetDescriptor(session._ssl, (int)session._descriptor.DangerousGetHandle());
            var result = LibSsl.Connect(session._ssl);
            return result == 1 ? session : throw session.Failure(result, "handshake");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>0 at the end.</summary>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* octets = buffer)
        {
            var count = LibSsl.Read(_ssl, octets, buffer.Length);
            return count > 0 ? count
                : LibSsl.Error(_ssl, count) == LibSsl.ErrorClosed ? 0
                : throw Failure(count, "read");
        }
    }

    public void Write(ReadOnlySpan<byte> octets)
    {
        fixed (byte* start = octets)
        {
            var count = LibSsl.Write(_ssl, start, octets.Length);
            if (count != octets.Length)
            {
                throw Failure(count, "write");
            }
        }
    }

    /// <summary>What a later handshake may take up; the caller frees it.</summary>
    public nint TakeSession() => LibSsl.TakeSession(_ssl);

    public void Dispose()
    {
        if (_ssl != 0)
        {
            LibSsl.Free(_ssl);
            _ssl = 0;
            _descriptor.DangerousRelease();
        }
    }

    private LoadFailure Failure(int result, string what)
    {
        var kind = LibSsl.Error(_ssl, result);
        var unproved = LibSsl.VerifyResult(_ssl);
        nint words = 0;
        // All of them: what stays in the queue would be taken for the next call's.
        for (var error = LibSsl.NextError(); error != 0; error = LibSsl.NextError())
        {
            words = words == 0 ? LibSsl.ErrorWords(error) : words;
        }

        return new LoadFailure(kind switch
        {
            LibSsl.ErrorWantRead or LibSsl.ErrorWantWrite => $"tls {what} timed out",
            LibSsl.ErrorSystem => $"tls {what} reset",
            LibSsl.ErrorClosed => $"tls {what} closed by the server",
            _ when unproved != 0 && what == "handshake" => $"tls certificate refused: {Text(LibSsl.VerifyWords(unproved))}",
            _ => $"tls {what} failed: {Text(words)}",
        });
    }

    private static string Text(nint words) => Marshal.PtrToStringUTF8(words) ?? "no reason given";
}
