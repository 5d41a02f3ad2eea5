using System.Buffers;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>
/// RETR and TOP: streams a message in constant memory. A message that cannot be sent as announced cuts the connection
/// before the final dot: a client that sees the dot has the whole message.
/// </summary>
public sealed class MessageSender(SessionServices services, SessionFacts facts, SessionOutput output, IMaildrop maildrop)
{
    private const int Piece = SessionOutput.Piece;

    // What waits for the last write, so that the end of a message and its terminator leave together. The worst tail is
    // a dot on every line: 3 octets announced, 4 sent.
    private const int Tail = 8_192;

    // From here on it is quicker to let the system copy from the file than to read it. What goes through a buffer in between
    // tells when the client is ready for more.
    private const long ByFile = 2 * Piece;
    private const int PieceBetween = 16_384;

    // TOP's end is not known beforehand, so it goes in pieces of which two fit the last write. The worst piece is
    // "." LF again and again: 2 octets stored, 4 sent.
    private const int TopPiece = (SessionOutput.LastWrite / 4) - 64;

    private bool _inTail;

    public async ValueTask<Next> RetrieveAsync(MessageNumber number)
    {
        var body = await Open(number);
        if (body is null)
        {
            return Next.Continue;
        }

        await using (body)
        {
            output.Status((body.Octets, output.Language), static (writer, s) => ReplyWriter.WriteOctets(writer, s.Octets, s.Language));
            var before = output.Octets;
            _inTail = false;
            var next = await Send(body, number);
            if (next == Next.Continue)
            {
                facts.RetrCount++;
                facts.RetrOctets += body.Octets;
            }

            output.Transcript?.BodyFromServer(output.Octets - before);
            return next;
        }
    }

    public async ValueTask<Next> TopAsync(MessageNumber number, int lines)
    {
        var body = await Open(number);
        if (body is null)
        {
            return Next.Continue;
        }

        await using (body)
        {
            output.Reply(TopFollows);
            var before = output.Octets;
            var next = await SendTop(body, number, lines);
            if (next == Next.Continue)
            {
                facts.TopCount++;
                facts.TopOctets += output.Octets - before;
            }

            output.Transcript?.BodyFromServer(output.Octets - before);
            return next;
        }
    }

    private static readonly Reply TopFollows = Reply.Ok(ReplyText.None);

    private async ValueTask<IMessageBody?> Open(MessageNumber number)
    {
        try
        {
            if (!facts.Utf8Mode && services.Settings.Utf8Headers == Utf8Headers.Refuse)
            {
                await default(LeavePoll);
                if (await HeaderIsUtf8(number))
                {
                    output.Reply(NeedsUtf8);
                    return null;
                }
            }

            if (maildrop.TryOpenAtOnce(number) is { } body)
            {
                return body;
            }

            await default(LeavePoll);
            return await maildrop.OpenBodyAsync(number, CancellationToken.None);
        }
        catch (MessageUnavailableException e)
        {
            Failed(number, e.Message);
            output.Reply(Unavailable);
            return null;
        }
    }

    /// <summary>Read before the reply begins: a refusal cannot come behind +OK.</summary>
    private async ValueTask<bool> HeaderIsUtf8(MessageNumber number)
    {
        var octets = ArrayPool<byte>.Shared.Rent(TopPiece);
        try
        {
            await using var body = await maildrop.OpenBodyAsync(number, CancellationToken.None);
            var header = new HeaderText();
            while (!header.Done && await body.ReadAsync(octets, CancellationToken.None) is > 0 and var read)
            {
                header.Take(octets.AsSpan(0, read));
            }

            return header.IsUtf8;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
        }
    }

    private static readonly Reply NeedsUtf8 = Reply.Error(ResponseCode.Utf8, ReplyText.NeedsUtf8);
    private static readonly Reply Unavailable =
        Reply.Error(ResponseCode.SysTemp, ReplyText.Unreadable);

    private async ValueTask<Next> Send(IMessageBody body, MessageNumber number)
    {
        try
        {
            var sent = body.WireReady ? await Copy(body) : await Encode(body);
            if (sent is Gone)
            {
                return Next.Gone;
            }

            if (sent != body.Octets || (body.Held.IsEmpty && await HasMore(body)))
            {
                return Cut(number, "its size is not what was announced");
            }

            output.Write(ReplyWriter.Terminator);
            return Next.Continue;
        }
        catch (MessageUnavailableException e)
        {
            return Cut(number, e.Message);
        }
    }

    private const long Gone = -1;

    /// <summary>True when the message goes on behind what was announced: a dot now would be a lie.</summary>
    private static async ValueTask<bool> HasMore(IMessageBody body)
    {
        var next = ArrayPool<byte>.Shared.Rent(1);
        try
        {
            return await body.ReadAsync(next, CancellationToken.None) > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    /// <summary>Stored as it goes on the wire: from the store to the client without a look. Returns the octets sent, or <see cref="Gone"/>.</summary>
    private async ValueTask<long> Copy(IMessageBody body)
    {
        var sent = 0L;
        while (sent < body.Octets)
        {
            var left = body.Octets - sent;
            var file = left > ByFile && output.SendsFiles ? body.File : null;
            if (file is null ? !await MakeRoom(left, left) : !await output.FlushAsync())
            {
                return Gone;
            }

            var carried = file is null ? 0 : output.SendFile(file, sent, left - Tail);
            if (carried > 0)
            {
                body.Skip(carried);
                sent += carried;
                continue;
            }

            var room = (int)(_inTail ? left : Math.Min(file is null ? Piece : PieceBetween, left - Tail));
            var read = body.Held.IsEmpty
                ? await body.ReadAsync(output.GetMemory(room)[..room], CancellationToken.None)
                : Take(body.Held.Span[(int)sent..], output.GetSpan(room)[..room]);
            if (read == 0)
            {
                break;
            }

            output.Advance(read);
            sent += read;
        }

        // What is left over was never announced.
        return Math.Max(sent, body.Held.Length);
    }

    private static int Take(ReadOnlySpan<byte> rest, Span<byte> room)
    {
        var count = Math.Min(rest.Length, room.Length);
        rest[..count].CopyTo(room);
        return count;
    }

    /// <summary>Line ends and dots are looked after on the way. Returns the octets sent, or <see cref="Gone"/>.</summary>
    private async ValueTask<long> Encode(IMessageBody body)
    {
        var held = body.Held;
        var stored = held.IsEmpty ? ArrayPool<byte>.Shared.Rent(Piece) : [];
        try
        {
            var encoder = new WireEncoder();
            var rest = held;
            while (encoder.Octets < body.Octets)
            {
                if (rest.IsEmpty && held.IsEmpty)
                {
                    rest = stored.AsMemory(0, await body.ReadAsync(stored.AsMemory(0, Piece), CancellationToken.None));
                }

                var left = body.Octets - encoder.Octets;
                if (!await MakeRoom(left, held.IsEmpty ? left * 4 / 3 : OnWire(left, rest.Span)))
                {
                    return Gone;
                }

                if (rest.IsEmpty)
                {
                    output.Advance(encoder.Finish(output.GetSpan(2)));
                    break;
                }

                var room = (int)(_inTail ? (left * 4 / 3) + 8 : Math.Min(Piece, left - Tail + 2));
                output.Advance(encoder.Encode(rest.Span, output.GetSpan(room)[..room], out var used));
                rest = rest[used..];
            }

            // What is left over was never announced; neither was a line end that is still lacking.
            encoder.Finish(stackalloc byte[2]);
            return encoder.Octets + rest.Length;
        }
        finally
        {
            if (held.IsEmpty)
            {
                ArrayPool<byte>.Shared.Return(stored);
            }
        }
    }

    /// <summary>What becomes of the rest at most. Dots are counted only where that decides between one write and two.</summary>
    private long OnWire(long left, ReadOnlySpan<byte> rest)
    {
        var most = left * 4 / 3;
        return output.MoreFollows || left > SessionOutput.LastWrite || output.Unflushed + most + 8 <= SessionOutput.LastWrite
            ? most
            : left + 1 + rest.Count("\n."u8);
    }

    /// <summary>
    /// Flushes whole pieces as they fill. What is left and the terminator stay together from where they fit one write;
    /// where the tail begins and they do not, what was written before it is flushed.
    /// </summary>
    /// <param name="left">Octets of the message that are not written yet.</param>
    /// <param name="onWire">What they may become at most.</param>
    private ValueTask<bool> MakeRoom(long left, long onWire)
    {
        if (_inTail)
        {
            return ValueTask.FromResult(true);
        }

        // A client that waits for one reply at a time may look for its end at the end of a read.
        var last = output.MoreFollows ? Piece : SessionOutput.LastWrite;
        var fits = output.Unflushed + onWire + 8 <= last;
        _inTail = fits || left <= Tail;
        return fits || (!_inTail && output.Unflushed < Piece) ? ValueTask.FromResult(true) : output.FlushAsync();
    }

    private async ValueTask<Next> SendTop(IMessageBody body, MessageNumber number, int lines)
    {
        var stored = ArrayPool<byte>.Shared.Rent(TopPiece);
        try
        {
            var encoder = new WireEncoder();
            var cutter = new TopCutter(lines);
            while (!cutter.Done)
            {
                var read = await body.ReadAsync(stored.AsMemory(0, TopPiece), CancellationToken.None);
                if (read == 0)
                {
                    break;
                }

                // Only now is it certain that what was written before is not the end.
                if (output.Unflushed > TopPiece && !await output.FlushAsync())
                {
                    return Next.Gone;
                }

                var piece = stored.AsMemory(0, read);
                var taken = cutter.Take(piece.Span);
                output.Advance(encoder.Encode(piece.Span[..taken], output.GetSpan(SessionOutput.LastWrite), out _));
            }

            output.Advance(encoder.Finish(output.GetSpan(2)));
            output.Write(ReplyWriter.Terminator);
            return Next.Continue;
        }
        catch (MessageUnavailableException e)
        {
            return Cut(number, e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private Next Cut(MessageNumber number, string why)
    {
        Failed(number, why);
        facts.EndWith(EndReason.MessageBroken);
        return Next.Cut;
    }

    private void Failed(MessageNumber number, string why) =>
        services.Log.MessageFailed(facts.Id, facts.User ?? "-", number.Value, maildrop.Messages.UniqueIdText(number), why);
}
