namespace Restante.Server.Files;

/// <summary>
/// Keeps some descriptors back. The runtime ends the process where it finds none for a thread, and a listener without
/// any keeps a core busy: so whoever can be refused is refused before the last one is gone.
/// </summary>
internal static class Descriptors
{
    /// <summary>
    /// For connections: who was let in must still find some for its maildrop, and a burst of those who are refused holds
    /// one each until they are.
    /// </summary>
    public const int SpareForSessions = 128;

    /// <summary>For maildrops: what is left is the runtime's own.</summary>
    public const int SpareForRuntime = 32;

    /// <summary>
    /// For a burst of connections, which come in faster than they can be refused: with so few left none is taken in. Fewer
    /// than what maildrops leave, so that there is always room to refuse some, whatever sessions hold.
    /// </summary>
    public const int SpareForBursts = 24;

    private static readonly long Most = LibC.MaxDescriptors() ?? long.MaxValue;

    /// <summary>
    /// True where an eighth of all are taken: then those that can be opened again are not kept for the next use. When
    /// thousands log in at once there would not be enough for the last of them.
    /// </summary>
    /// <param name="descriptor">One that was just opened.</param>
    public static bool AreDear(nint descriptor) => descriptor >= Most / 8;

    /// <summary>The system gives the lowest number that is free: a high one says that nearly all are taken.</summary>
    /// <param name="descriptor">One that was just opened.</param>
    /// <param name="spare">How many must be left.</param>
    public static bool AreScarce(nint descriptor, int spare) => descriptor >= Most - spare;

    /// <summary>The same where none has just been opened: it opens one to see, and closes it.</summary>
    /// <param name="spare">How many must be left.</param>
    public static bool AreScarce(int spare) => LibC.NextDescriptor() is not { } next || AreScarce(next, spare);
}
