using System.Runtime.InteropServices;

namespace Restante.Server.Stores.Maildir;

/// <summary>What is known of a message beyond its sizes; the values stand in the index.</summary>
[Flags]
internal enum MessageFlags : byte
{
    None = 0,
    /// <summary>Stored as it goes on the wire.</summary>
    WireReady = 1,
    /// <summary>The wire size was taken from the file's name and not counted yet.</summary>
    Believed = 2,
    /// <summary>The file could not be read, or is not what was measured: the sizes are to be taken anew.</summary>
    Unmeasured = 4,
}

/// <summary>The sizes of a message file.</summary>
/// <param name="FileSize">Octets in the file.</param>
/// <param name="Octets">Octets on the wire; the file's where it is <see cref="MessageFlags.Unmeasured"/>.</param>
/// <param name="Flags">How far they can be trusted.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Measurement(long FileSize, long Octets, MessageFlags Flags);

/// <summary>One message as the index keeps it.</summary>
/// <param name="Key">
/// The base of its file name. Where two files share a base, the second is known by folder and full name
/// (<c>cur/1.a:2,S</c>): no base contains a slash.
/// </param>
/// <param name="Id">Its unique-id, once given and never changed.</param>
/// <param name="Sizes">What was measured.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageRecord(Slice Key, Slice Id, Measurement Sizes);
