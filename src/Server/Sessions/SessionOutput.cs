using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>The one writer of a session's pipe: status lines, list lines, pieces of messages; waits for a slow reader, but not for ever.</summary>
public sealed class SessionOutput(PipeWriter writer, Deadline deadline, TimeSpan stall, Action abort) : IBufferWriter<byte>
{
    /// <summary>
    /// As much as one write may hold where the end of a multi-line reply is in it: the size of a TLS record, so that a
    /// client that looks for the terminator at the end of one read finds it there.
    /// </summary>
    public const int LastWrite = 16_384;

    /// <summary>As much as is flushed at once: a piece of a large message, or the replies to commands that came together.</summary>
    public const int Piece = 65_536;

    /// <summary>
    /// So much may go to a client that reads as fast as we write before others have their turn: nothing else would take the
    /// thread from it, and two such clients would have both processors of a small machine.
    /// </summary>
    public const long Share = 1 << 20;

    private Memory<byte> _last;
    private long _turn;
    private bool _status;
    private long _flushed;
    private Reply? _refusal;

    private PipeWriter _writer = writer;

    public SessionTranscript? Transcript { get; set; }

    /// <summary>What the texts of replies are said in from now on.</summary>
    public Language Language { get; set; } = Language.English;

    public long Octets => _flushed + Unflushed;

    /// <summary>How long the client may leave unread what was written.</summary>
    public TimeSpan Patience { get; set; } = stall;

    // Counted here: a pipe whose reader is gone says 0 whatever is written, and a session that asks it would never
    // flush and never learn that nobody reads.
    public long Unflushed { get; private set; }

    public bool StalledOut { get; private set; }

    /// <summary>
    /// More commands of this client are here: it looks for the end of a reply in what it reads, not at the end of it, and
    /// replies may leave together.
    /// </summary>
    public bool MoreFollows { get; set; }

    /// <summary>True where a file may go out without being read into a buffer: not through TLS.</summary>
    public bool SendsFiles => _writer is SocketOutput;

    /// <summary>After a handshake: what follows goes through TLS.</summary>
    public void Continue(PipeWriter tls) => _writer = tls;

    /// <summary>The session has nothing to do: others have their turn.</summary>
    public void ClientIsAwaited() => _turn = _flushed;

    public void Reply(Reply reply) => Reply(reply, ReplyText.None);

    /// <summary>Keeps a refusal for <see cref="WriteRefusal"/>: it may be the last the session hears.</summary>
    public void Refuse(Reply refusal) => _refusal = refusal;

    /// <param name="last">The limit on refused commands is reached: the same line says so, since one command gets one reply.</param>
    public void WriteRefusal(bool last)
    {
        var refusal = _refusal ?? throw new InvalidOperationException("nothing was refused");
        _refusal = null;
        Reply(refusal, last ? ReplyText.TooManyRefused : ReplyText.None);
    }

    /// <summary>A status line that is written without an object.</summary>
    public void Status<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        _status = true;
        write(this, state);
        _status = false;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _last = _writer.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        if (_status && Transcript is { } transcript)
        {
            transcript.FromServer(_last.Span[..count]);
        }

        _writer.Advance(count);
        Unflushed += count;
    }

    /// <summary>As many octets of a file as the client takes at once, up to a <see cref="Share"/>, possibly none. Nothing may wait to be flushed.</summary>
    public long SendFile(SafeFileHandle file, long offset, long count)
    {
        var sent = Unflushed == 0 ? ((SocketOutput)_writer).SendFile(file, offset, Math.Min(count, Share)) : throw new InvalidOperationException("not flushed");
        _flushed += sent;
        return sent;
    }

    /// <summary>Hands over what is written and waits until the client has taken enough of it. False: the client is gone.</summary>
    public ValueTask<bool> FlushAsync()
    {
        if (Unflushed == 0)
        {
            return Fairly(true);
        }

        _flushed += Unflushed;
        Unflushed = 0;
        ValueTask<FlushResult> flush;
        try
        {
            flush = _writer.FlushAsync();
        }
        catch (IOException)
        {
            return ValueTask.FromResult(false);
        }

        return flush.IsCompletedSuccessfully ? Fairly(Taken(flush.Result)) : Await(flush);
    }

    // Cancelled is what an abort makes of a flush that waits: nobody reads any more.
    private static bool Taken(FlushResult flush) => !flush.IsCompleted && !flush.IsCanceled;

    private ValueTask<bool> Fairly(bool taken) => taken && _flushed - _turn >= Share ? NextTurn() : ValueTask.FromResult(taken);

    private async ValueTask<bool> NextTurn()
    {
        _turn = _flushed;
        await Task.Yield();
        return true;
    }

    private async ValueTask<bool> Await(ValueTask<FlushResult> flush)
    {
        _turn = _flushed;
        deadline.Arm(Patience, Expire);
        try
        {
            // A connection that was cut while it waited takes no more, whatever its pipe says.
            return Taken(await flush) && !StalledOut;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            deadline.Disarm();
        }
    }

    private void Reply(Reply reply, ReplyText ending)
    {
        _status = true;
        ReplyWriter.Write(this, reply, Language, ending);
        _status = false;
    }

    private void Expire()
    {
        StalledOut = true;
        abort();
    }
}
