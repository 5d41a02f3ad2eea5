namespace Restante.Client.Load;

/// <summary>What all connections of one thread share: where they read to and write from, and TLS.</summary>
/// <param name="tls">Of the whole run; null without TLS.</param>
internal sealed class LoadThread(TlsContext? tls) : IDisposable
{
    /// <summary>Four TLS records, and what stays in a core's own cache.</summary>
    private const int InputLength = 64 * 1024;

    private nint _known;

    public byte[] Input { get; } = GC.AllocateUninitializedArray<byte>(InputLength, pinned: true);

    /// <summary>Twice what a name or password may be long.</summary>
    public byte[] Commands { get; } = GC.AllocateUninitializedArray<byte>(2 * LoadUsers.LongestWord, pinned: true);

    /// <summary>The TLS session to take up next; 0 for none.</summary>
    public nint Known
    {
        get => _known;
        set
        {
            if (_known != 0)
            {
                LibSsl.FreeSession(_known);
            }

            _known = value;
        }
    }

    public TlsContext Tls => tls ?? throw new InvalidOperationException("a run without TLS");

    public void Dispose() => Known = 0;
}
