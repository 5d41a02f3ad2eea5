using Microsoft.Win32.SafeHandles;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>A message file, open: whoever moves or unlinks it meanwhile, its octets stay.</summary>
/// <param name="file">Disposed with the body.</param>
/// <param name="sizes">As counted, or as in the index.</param>
/// <param name="described">Which message it is, for the operator.</param>
internal sealed class MaildirBody(PosixFile file, Measurement sizes, string described) : IMessageBody
{
    private long _offset;

    public long Octets => sizes.Octets;

    public bool WireReady => sizes.Flags.HasFlag(MessageFlags.WireReady);

    public SafeFileHandle File => file.Handle;

    public void Skip(long octets) => _offset += octets;

    // Reading is synchronous: for a file, Linux offers nothing that would not block some thread, and most reads are
    // answered from memory.
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // A file that grew is read as far as it was measured.
        var wanted = (int)Math.Min(buffer.Length, sizes.FileSize - _offset);
        if (wanted == 0)
        {
            return ValueTask.FromResult(0);
        }

        var error = file.Read(buffer.Span[..wanted], _offset, out var count);
        if (error != Errno.None)
        {
            throw new MessageUnavailableException($"{described}: {error.InWords()}");
        }

        if (count == 0)
        {
            throw new MessageUnavailableException($"{described} ends after {_offset} octets of {sizes.FileSize}");
        }

        _offset += count;
        return ValueTask.FromResult(count);
    }

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }
}
