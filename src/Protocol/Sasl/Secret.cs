using System.Security.Cryptography;

namespace Restante.Protocol.Sasl;

/// <summary>A password or token: octets that are zeroed when their owner is done, never a string, never printed.</summary>
public sealed class Secret(ReadOnlySpan<byte> octets) : IDisposable
{
    // Pinned, so that the collector leaves no copies behind when it moves things.
    private readonly byte[] _octets = CopyPinned(octets);

    public ReadOnlySpan<byte> Octets => _octets;

    public void Dispose() => CryptographicOperations.ZeroMemory(_octets);

    public override string ToString() => "****";

    private static byte[] CopyPinned(ReadOnlySpan<byte> octets)
    {
        var copy = GC.AllocateUninitializedArray<byte>(octets.Length, pinned: true);
        octets.CopyTo(copy);
        return copy;
    }
}
