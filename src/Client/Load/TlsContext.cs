using System.Net;
using System.Text;

namespace Restante.Client.Load;

/// <summary>What all TLS connections of a run have in common. Any thread may make connections of it.</summary>
internal sealed class TlsContext : IDisposable
{
    /// <summary>Four records in one recv(2).</summary>
    private const int ReadAhead = 4 * (16 * 1024 + 300);

    private readonly nint _context;

    /// <exception cref="LoadFailure">There is no OpenSSL 3 here, or the file holds no certificate.</exception>
    public TlsContext(LoadOptions options)
    {
        IsAddress = IPAddress.TryParse(options.Host, out _);
        MustProve = !options.AnyCertificate;
        Resumes = options.Resume;
        Host = Encoding.UTF8.GetBytes(options.Host + "\0");
        try
        {
            _context = LibSsl.NewContext(LibSsl.ClientMethod());
        }
        catch (DllNotFoundException e)
        {
            throw new LoadFailure("TLS needs OpenSSL 3 (libssl.so.3), which is not here", e);
        }

        LibSsl.ControlContext(_context, LibSsl.SetReadAhead, 1, 0);
        LibSsl.SetReadBufferLength(_context, ReadAhead);
        LibSsl.SetOptions(_context, LibSsl.IgnoreUnexpectedEnd);
        if (!MustProve)
        {
            LibSsl.SetVerify(_context, LibSsl.VerifyNone, 0);
            return;
        }

        LibSsl.SetVerify(_context, LibSsl.VerifyPeer, 0);
        _ = LibSsl.TrustSystem(_context);
        if (options.IssuerFile is { } file && LibSsl.TrustFile(_context, file) != 1)
        {
            throw new LoadFailure($"{file} holds no certificate");
        }
    }

    /// <summary>With a NUL behind it.</summary>
    public byte[] Host { get; }

    public bool IsAddress { get; }

    public bool MustProve { get; }

    public bool Resumes { get; }

    public nint NewConnection() => LibSsl.New(_context);

    public void Dispose() => LibSsl.FreeContext(_context);
}
