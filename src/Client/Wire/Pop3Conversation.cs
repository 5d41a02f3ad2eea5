using System.Text;
using Restante.Protocol.Sasl;
using Restante.Protocol.Transcript;

namespace Restante.Client.Wire;

/// <summary>
/// One POP3 connection as a client sees it: commands out, replies in, each within a limit, everything in the transcript
/// with secrets blanked, and what the replies break noted in <see cref="Faults"/>. It never throws for what a server does.
/// </summary>
public sealed class Pop3Conversation : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Transcript _transcript;
    private Pop3Wire _wire;

    /// <param name="stream">Owned.</param>
    /// <param name="timeout">The longest wait for a reply.</param>
    public Pop3Conversation(Stream stream, TimeProvider time, TimeSpan timeout, Transcript transcript)
    {
        _time = time;
        _transcript = transcript;
        _wire = new Pop3Wire(stream, time);
        Timeout = timeout;
        Number = transcript.Open();
    }

    /// <summary>In the transcript; from 1.</summary>
    public int Number { get; }

    public TimeSpan Timeout { get; }

    public WireFaults Faults { get; } = new();

    /// <summary>False once it is known that nothing more can be said.</summary>
    public bool IsOpen { get; private set; } = true;

    public long Received => _wire.Received;

    /// <summary>The octets below, for a TLS handshake and for tests of what is said out of turn.</summary>
    public Pop3Wire Wire => _wire;

    /// <summary>Puts TLS in the place of the plain stream; the caller has made the handshake.</summary>
    public void Replace(Stream encrypted)
    {
        _wire = new Pop3Wire(encrypted, _time);
        Note("TLS begins");
    }

    public void Note(string text) => _transcript.Add(Number, Speaker.Note, text);

    /// <summary>A command and its status line.</summary>
    /// <param name="command">ASCII, without line end.</param>
    /// <param name="cancellation">Ends the waiting with an exception.</param>
    public async Task<ServerReply> AskAsync(string command, CancellationToken cancellation)
    {
        await SendAsync(command, cancellation);
        return await ReadReplyAsync(cancellation);
    }

    /// <summary>A command with a secret behind it (<c>PASS </c>), and its status line.</summary>
    public async Task<ServerReply> AskSecretlyAsync(string command, Secret secret, CancellationToken cancellation)
    {
        using var line = new Secret([.. Encoding.ASCII.GetBytes(command), .. secret.Octets, .. "\r\n"u8]);
        await SendOctetsAsync(line.Octets.ToArray(), command + ClientLine.Blank, cancellation);
        return await ReadReplyAsync(cancellation);
    }

    /// <summary>A response in a SASL exchange, and what the server says to it.</summary>
    public async Task<ServerReply> AnswerChallengeAsync(string line, CancellationToken cancellation)
    {
        await SendOctetsAsync(Encoding.ASCII.GetBytes(line + "\r\n"), ClientLine.Show(Encoding.ASCII.GetBytes(line), sasl: true), cancellation);
        return await ReadReplyAsync(cancellation);
    }

    /// <summary>Sends a command and does not wait.</summary>
    public Task SendAsync(string command, CancellationToken cancellation)
    {
        var line = Encoding.UTF8.GetBytes(command);
        byte[] octets = [.. line, .. "\r\n"u8];
        return SendOctetsAsync(octets, ClientLine.Show(line, sasl: false), cancellation);
    }

    /// <summary>Sends octets as they are.</summary>
    /// <param name="shown">As the transcript has it.</param>
    public async Task SendOctetsAsync(ReadOnlyMemory<byte> octets, string shown, CancellationToken cancellation)
    {
        _transcript.Add(Number, Speaker.Client, shown);
        try
        {
            await _wire.WriteAsync(octets, Timeout, cancellation);
        }
        catch (Exception e) when (e is IOException or TimeoutException or ObjectDisposedException)
        {
            // What the server said before it closed is still to be read: the next read tells.
            Note("the connection takes nothing more");
        }
    }

    /// <summary>The next status line.</summary>
    public Task<ServerReply> ReadReplyAsync(CancellationToken cancellation) => ReadReplyAsync(Timeout, cancellation);

    public async Task<ServerReply> ReadReplyAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var read = await _wire.ReadLineAsync(ReadLimits.Line, timeout, cancellation);
        var reply = new ServerReply(StatusOf(read), read.Octets, _time.GetElapsedTime(started));
        if (reply.Answered)
        {
            _transcript.Add(Number, Speaker.Server, reply.Shown);
            Inspect(read, reply);
        }
        else
        {
            IsOpen &= reply.Status == ReplyStatus.TimedOut;
            Note(reply.InWords);
        }

        return reply;
    }

    /// <summary>A command that is answered by a list: CAPA, LIST, UIDL, AUTH.</summary>
    public async Task<MultiLine> AskListAsync(string command, int mostLines, CancellationToken cancellation)
    {
        var status = await AskAsync(command, cancellation);
        return status.IsOk ? await ReadListAsync(status, mostLines, cancellation) : new MultiLine(status, [], MultiLineEnd.Terminator);
    }

    /// <summary>The lines behind a status line.</summary>
    public async Task<MultiLine> ReadListAsync(ServerReply status, int mostLines, CancellationToken cancellation)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        var started = _time.GetTimestamp();
        while (lines.Count <= mostLines)
        {
            if (_time.GetElapsedTime(started) > Timeout * ReadLimits.ListPatience)
            {
                return new MultiLine(status, lines, MultiLineEnd.GivenUp);
            }

            var read = await _wire.ReadLineAsync(ReadLimits.Line, Timeout, cancellation);
            if (read.Event is not (WireEvent.Line or WireEvent.TooLong))
            {
                IsOpen &= read.Event == WireEvent.TimedOut;
                return new MultiLine(status, lines, EndOf(read.Event));
            }

            NoteEnding(read);
            if (read.IsLine && read.Octets.Span.SequenceEqual("."u8))
            {
                _transcript.Add(Number, Speaker.Server, lines.Count > 0 ? $"({lines.Count} lines) ." : ".");
                return new MultiLine(status, lines, MultiLineEnd.Terminator);
            }

            lines.Add(read.Octets.Span.StartsWith("."u8) ? read.Octets[1..] : read.Octets);
        }

        Note($"a list without an end: {lines.Count} lines read");
        return new MultiLine(status, lines, MultiLineEnd.Endless);
    }

    /// <summary>RETR or TOP: the message is measured, not kept.</summary>
    /// <param name="mostOctets">Beyond this the reading ends: the server sends more than it said.</param>
    /// <param name="mostTime">Beyond this too: it comes, but so slowly that waiting for its end tells nothing more.</param>
    public async Task<MessageRead> AskMessageAsync(string command, long mostOctets, TimeSpan mostTime, CancellationToken cancellation)
    {
        var status = await AskAsync(command, cancellation);
        if (!status.IsOk)
        {
            return new MessageRead(status, MultiLineEnd.Terminator);
        }

        using var reader = new MessageReader();
        var started = _time.GetTimestamp();
        var end = MultiLineEnd.Endless;
        while (reader.Octets <= mostOctets)
        {
            if (_time.GetElapsedTime(started) > mostTime)
            {
                end = MultiLineEnd.GivenUp;
                break;
            }

            var (read, octets) = await _wire.ReadSomeAsync(Timeout, cancellation);
            if (read != WireEvent.Line)
            {
                IsOpen &= read == WireEvent.TimedOut;
                end = EndOf(read);
                break;
            }

            var used = reader.Take(octets.Span);
            if (reader.Ended)
            {
                _wire.PutBack(octets[used..]);
                end = MultiLineEnd.Terminator;
                break;
            }
        }

        _transcript.Add(Number, Speaker.Server, $"({reader.Octets} octets){(end == MultiLineEnd.Terminator ? " ." : ", no end")}");
        return new MessageRead(status, end)
        {
            Octets = reader.Octets,
            Lines = reader.Lines,
            BareLfLines = reader.BareLfLines,
            FirstUnstuffed = reader.FirstUnstuffed,
            HeaderLines = reader.HeaderLines,
            Beginning = reader.Beginning.ToArray(),
            Digest = reader.Digest(),
            Elapsed = _time.GetElapsedTime(started),
        };
    }

    public async ValueTask DisposeAsync()
    {
        IsOpen = false;
        await _wire.DisposeAsync();
    }

    private static ReplyStatus StatusOf(WireRead read) => read.Event switch
    {
        WireEvent.Line or WireEvent.TooLong => ServerReply.StatusOf(read.Octets.Span),
        WireEvent.TimedOut => ReplyStatus.TimedOut,
        WireEvent.Closed => ReplyStatus.Closed,
        _ => ReplyStatus.Broken,
    };

    private static MultiLineEnd EndOf(WireEvent read) => read switch
    {
        WireEvent.TimedOut => MultiLineEnd.TimedOut,
        WireEvent.Closed => MultiLineEnd.Closed,
        _ => MultiLineEnd.Broken,
    };

    private void Inspect(WireRead read, ServerReply reply)
    {
        NoteEnding(read);
        if (read.Event == WireEvent.TooLong || read.Octets.Length > ReadLimits.StatusLine)
        {
            Faults.NoteTooLong($"{(read.Event == WireEvent.TooLong ? "more than " : "")}{read.Octets.Length} octets: {reply.Shown}");
        }

        if (reply.Status == ReplyStatus.Bad)
        {
            Faults.NoteBadReply(reply.Shown);
        }
    }

    private void NoteEnding(WireRead read)
    {
        if (read.IsLine && read.BareLf)
        {
            Faults.NoteBareLf(ServerLine.Show(read.Octets.Span));
        }
    }
}
