using System.Buffers;
using System.Globalization;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>The TRANSACTION state (RFC 1939 §5). It owns the maildrop's marks; nothing is removed here.</summary>
public sealed class Transaction(SessionServices services, SessionFacts facts, SessionOutput output, IMaildrop maildrop, bool readOnly)
{
    private readonly MessageList _list = maildrop.Messages;
    private readonly MarkedMessages _marked = new(maildrop.Messages);

    // Made when they are needed: most sessions are polls.
    private MessageSender? _sender;
    private Retention? _retention;

    /// <summary>What QUIT will remove because the client said so.</summary>
    public MarkedMessages Marked => _marked;

    /// <summary>What QUIT will remove because the site says so.</summary>
    /// <remarks>An account that may remove nothing keeps its mail whatever the policy: EXPIRE names the least time.</remarks>
    public Retention Retention => _retention ??= new Retention(readOnly ? null : services.Settings.ExpireDays, maildrop, services.Time);

    private MessageSender Sender => _sender ??= new MessageSender(services, facts, output, maildrop);

    public ValueTask<Next> HandleAsync(in Command command)
    {
        // A maildrop that has rested reads its list anew, and a disk may have to be waited for.
        var number = new MessageNumber(command.Number);
        return !_list.IsLoaded && SocketPoll.IsHere
            ? HandleElsewhereAsync(command.Keyword, number, command.Lines)
            : Handle(command.Keyword, number, command.Lines);
    }

    private async ValueTask<Next> HandleElsewhereAsync(Keyword keyword, MessageNumber number, int lines)
    {
        await default(LeavePoll);
        return await Handle(keyword, number, lines);
    }

    private ValueTask<Next> Handle(Keyword keyword, MessageNumber number, int lines)
    {
        if (keyword is not (Keyword.Stat or Keyword.Noop or Keyword.Rset) && !TryLoadList())
        {
            output.Reply(Unavailable);
            return ValueTask.FromResult(Next.Continue);
        }

        if (number.Value > 0 && Absent(number) is { } absent)
        {
            output.Reply(absent);
            return ValueTask.FromResult(Next.Continue);
        }

        switch (keyword)
        {
            case Keyword.Stat:
                output.Status((_marked.LeftCount, _marked.LeftOctets), static (w, left) => ReplyWriter.WriteOk(w, left.LeftCount, left.LeftOctets));
                break;
            case Keyword.List when number.Value > 0:
                output.Status((number.Value, Octets: _list.Octets(number)), static (w, line) => ReplyWriter.WriteOk(w, line.Value, line.Octets));
                break;
            case Keyword.Uidl when number.Value > 0:
                output.Status((number, _list), static (w, s) => ReplyWriter.WriteOk(w, s.number.Value, s._list.UniqueId(s.number)));
                break;
            case Keyword.List:
                return List(uniqueIds: false);
            case Keyword.Uidl:
                return List(uniqueIds: true);
            case Keyword.Retr:
                return RetrieveAsync(number);
            case Keyword.Top:
                return Sender.TopAsync(number, lines);
            case Keyword.Dele when readOnly:
                output.Reply(ReadOnly);
                break;
            case Keyword.Dele:
                _marked.Mark(number);
                facts.Marked = _marked.Count;
                output.Reply(Deleted);
                break;
            case Keyword.Rset:
                _marked.Clear();
                facts.Marked = 0;
                output.Status((_list, output.Language), static (w, s) => ReplyWriter.WriteMaildrop(w, s._list.Count, s._list.TotalOctets, s.Language));
                break;
            case Keyword.Noop:
                output.Reply(Done);
                break;
            default:
                throw new InvalidOperationException("the state table sent a command here that this state does not know");
        }

        return ValueTask.FromResult(Next.Continue);
    }

    // Replies without a number in them are made once.
    private static readonly Reply Deleted = Reply.Ok(ReplyText.Marked);
    private static readonly Reply ReadOnly = Reply.Error(ReplyText.ReadOnly);
    private static readonly Reply Done = Reply.Ok(ReplyText.None);
    private static readonly Reply Unavailable = Reply.Error(ResponseCode.SysTemp, ReplyText.Unavailable);

    private async ValueTask<Next> RetrieveAsync(MessageNumber number)
    {
        var sent = facts.RetrCount;
        var next = await Sender.RetrieveAsync(number);
        if (facts.RetrCount > sent)
        {
            Retention.Fetched(number);
        }

        return next;
    }

    private bool TryLoadList()
    {
        try
        {
            _list.Load();
            return true;
        }
        catch (StoreException e)
        {
            services.Log.StoreFailed(facts.Id, facts.User ?? "-", e.Message);
            return false;
        }
    }

    private Reply? Absent(MessageNumber number)
    {
        if (number.Value > _list.Count)
        {
            return _list.Count == 0
                ? Reply.Error(ReplyText.EmptyMaildrop)
                : Reply.Error(ReplyText.NoSuchMessage, _list.Count.ToString(CultureInfo.InvariantCulture));
        }

        return _marked.Contains(number)
            ? Reply.Error(ReplyText.AlreadyDeleted, number.Value.ToString(CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>
    /// Written from the list itself, a write at a time. A flush is always followed by at least one whole line, so the
    /// terminator never goes alone.
    /// </summary>
    private async ValueTask<Next> List(bool uniqueIds)
    {
        output.Status((_marked, output.Language), static (w, s) => ReplyWriter.WriteMaildrop(w, s._marked.LeftCount, s._marked.LeftOctets, s.Language));
        var before = output.Octets;
        for (var lines = new ListingLines(_list, _marked, uniqueIds); lines.Any;)
        {
            var room = SessionOutput.LastWrite - ReplyWriter.Terminator.Length - (int)output.Unflushed;
            if (room >= ListingLines.Longest)
            {
                lines.Write(output, room);
            }
            else if (!await output.FlushAsync())
            {
                return Next.Gone;
            }
        }

        output.Write(ReplyWriter.Terminator);
        output.Transcript?.BodyFromServer(output.Octets - before);
        return Next.Continue;
    }
}
