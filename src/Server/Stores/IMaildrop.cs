using Microsoft.Win32.SafeHandles;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores;

/// <summary>
/// One user's maildrop, held under an exclusive lease for one session. Disposing it gives the lease back and
/// removes nothing.
/// </summary>
public interface IMaildrop : IAsyncDisposable
{
    /// <summary>The snapshot: it never changes while the maildrop is open, whatever is delivered or removed.</summary>
    MessageList Messages { get; }

    /// <summary>Fires when the lease is lost to somebody else (stores shared by machines): the session must end and remove nothing.</summary>
    CancellationToken LeaseLost { get; }

    /// <summary>What an earlier holder of this maildrop was removing when it died, or null.</summary>
    InterruptedUpdate? Interrupted { get; }

    /// <summary>
    /// <see cref="Interrupted"/> is in the log now, so the store may forget it. Until then it must not: whoever opened
    /// the maildrop may die before a word of it is written.
    /// </summary>
    void InterruptionRecorded() { }

    /// <summary>
    /// Nobody has asked for anything for a while: gives back what can be had again. Runs beside no other call. Throws
    /// nothing.
    /// </summary>
    void Rest() { }

    /// <summary>
    /// Opens a message for reading, in pieces. A store of records holds nothing between two pieces; a file is held by
    /// its handle only.
    /// </summary>
    /// <exception cref="MessageUnavailableException">
    /// This message cannot be read or is not what was listed (vanished, unreadable, changed); the others are as they were.
    /// </exception>
    ValueTask<IMessageBody> OpenBodyAsync(MessageNumber number, CancellationToken cancellation);

    /// <summary>
    /// The same, but only where nobody has to be waited for, be it a disk or another machine, and where nothing is wrong; null
    /// otherwise. Asked first, before <see cref="OpenBodyAsync"/>.
    /// </summary>
    IMessageBody? TryOpenAtOnce(MessageNumber number) => null;

    /// <summary>
    /// True when <see cref="TryOpenAtOnce"/> has opened a message: from now on it may be called where others wait for the
    /// thread.
    /// </summary>
    bool OpensAtOnce => false;

    /// <summary>
    /// The messages that surely arrived before a time, ascending. One of which the store does not know when it came is
    /// not among them.
    /// </summary>
    IReadOnlyList<MessageNumber> ArrivedBefore(DateTimeOffset time);

    /// <summary>
    /// Removes a batch (the UPDATE state, RFC 1939 §6), durably, and says what is gone and what is not. Repeating it is
    /// harmless: what is gone already counts as removed.
    /// </summary>
    /// <param name="numbers">Each at most once, ascending.</param>
    /// <exception cref="StoreException">Nothing was removed (a lease that was lost, for one).</exception>
    ValueTask<Removal> RemoveAsync(IReadOnlyList<MessageNumber> numbers);
}

/// <summary>One message's octets as stored (LF or CRLF line ends, dots as they are).</summary>
public interface IMessageBody : IAsyncDisposable
{
    /// <summary>
    /// The octets RETR will send, counted by the rule of <see cref="MessageList.Octets"/>; may differ from the list
    /// only where the list had to believe a size that proved wrong.
    /// </summary>
    long Octets { get; }

    /// <summary>True when the stored octets are what goes on the wire: CRLF line ends throughout and at the end, no line that starts with a dot.</summary>
    bool WireReady { get; }

    /// <summary>Reads the next piece; 0 at the end.</summary>
    /// <exception cref="MessageUnavailableException">The rest cannot be read.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>
    /// The file whose octets these are, from its first on, or null where there is none: what is ready for the wire may go
    /// from it to the client without being read into a buffer. The body's to close.
    /// </summary>
    SafeFileHandle? File => null;

    /// <summary>All stored octets, where the store has them in memory already; empty where they are to be read. Valid until the body is disposed.</summary>
    ReadOnlyMemory<byte> Held => default;

    /// <summary>Says that the next so many octets went from <see cref="File"/> or <see cref="Held"/>; reading goes on behind them.</summary>
    void Skip(long octets) => throw new NotSupportedException();
}

/// <summary>What QUIT did.</summary>
/// <param name="Removed">Those that are gone, ascending.</param>
/// <param name="Failed">Those that are still there, ascending.</param>
/// <param name="Reason">Why the first of them is, for the log; null when none failed.</param>
public sealed record Removal(IReadOnlyList<MessageNumber> Removed, IReadOnlyList<MessageNumber> Failed, string? Reason);

/// <summary>An UPDATE that its session did not live to finish.</summary>
/// <param name="Holder">Whose session it was, where that is known.</param>
/// <param name="Gone">Unique-ids it had marked that are gone.</param>
/// <param name="Left">Unique-ids it had marked that are still there.</param>
public sealed record InterruptedUpdate(LeaseHolder? Holder, IReadOnlyList<string> Gone, IReadOnlyList<string> Left);
