namespace Restante.Client.Load;

/// <summary>What a thread reads into and writes from, for all its connections.</summary>
internal sealed class LoadBuffers
{
    /// <summary>Four TLS records, and what stays in a core's own cache.</summary>
    private const int InputLength = 64 * 1024;

    public byte[] Input { get; } = GC.AllocateUninitializedArray<byte>(InputLength, pinned: true);

    /// <summary>Twice what a name or password may be long.</summary>
    public byte[] Commands { get; } = GC.AllocateUninitializedArray<byte>(2 * LoadUsers.LongestWord, pinned: true);
}
