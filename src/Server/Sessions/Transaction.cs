using System.Buffers;
using System.Globalization;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>The TRANSACTION state (RFC 1939 §5). It owns the maildrop's marks; nothing is removed here.</summary>
public sealed class Transaction(SessionServices services, SessionFacts facts, SessionOutput output, IMaildrop maildrop, bool readOnly)
{
    private readonly MessageList _list = maildrop.Messages;
    private readonly MarkedMessages _marked = new(maildrop.Messages);
    private readonly MessageSender _sender = new(services, facts, output, maildrop);

    // An account that may remove nothing keeps its mail whatever the policy: EXPIRE names the least time.
    private readonly Retention _retention = new(readOnly ? null : services.Settings.ExpireDays, maildrop, services.Time);

    /// <summary>What QUIT will remove because the client said so.</summary>
    public MarkedMessages Marked => _marked;

    /// <summary>What QUIT will remove because the site says so.</summary>
    public Retention Retention => _retention;

    public ValueTask<Next> HandleAsync(in Command command)
    {
        var number = new MessageNumber(command.Number);
        if (command.Number > 0 && Absent(number) is { } absent)
        {
            output.Reply(absent);
            return ValueTask.FromResult(Next.Continue);
        }

        switch (command.Keyword)
        {
            case Keyword.Stat:
                output.Status((_marked.LeftCount, _marked.LeftOctets), static (w, left) => ReplyWriter.WriteOk(w, left.LeftCount, left.LeftOctets));
                break;
            case Keyword.List when command.Number > 0:
                output.Status((number.Value, Octets: _list.Octets(number)), static (w, line) => ReplyWriter.WriteOk(w, line.Value, line.Octets));
                break;
            case Keyword.Uidl when command.Number > 0:
                output.Status((number, _list), static (w, s) => ReplyWriter.WriteUniqueIdLine(w, s.number.Value, s._list.UniqueId(s.number), status: true));
                break;
            case Keyword.List:
                return List(uniqueIds: false);
            case Keyword.Uidl:
                return List(uniqueIds: true);
            case Keyword.Retr:
                return RetrieveAsync(number);
            case Keyword.Top:
                return _sender.TopAsync(number, command.Lines);
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
                output.Status(_list, static (w, list) => ReplyWriter.WriteMaildrop(w, list.Count, list.TotalOctets));
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
    private static readonly Reply Deleted = Reply.Ok("marked to be deleted");
    private static readonly Reply ReadOnly = Reply.Error("nothing is deleted here: this account is read-only");
    private static readonly Reply Done = Reply.Ok("");

    private async ValueTask<Next> RetrieveAsync(MessageNumber number)
    {
        var sent = facts.RetrCount;
        var next = await _sender.RetrieveAsync(number);
        if (facts.RetrCount > sent)
        {
            _retention.Fetched(number);
        }

        return next;
    }

    private Reply? Absent(MessageNumber number)
    {
        if (number.Value > _list.Count)
        {
            return Reply.Error(_list.Count == 0
                ? "no such message: the maildrop is empty"
                : string.Create(CultureInfo.InvariantCulture, $"no such message: there are {_list.Count}"));
        }

        return _marked.Contains(number)
            ? Reply.Error(string.Create(CultureInfo.InvariantCulture, $"message {number.Value} is already deleted"))
            : null;
    }

    /// <summary>
    /// Written from the list itself, a write at a time. A flush is always followed by at least one whole line, so the
    /// terminator never goes alone.
    /// </summary>
    private async ValueTask<Next> List(bool uniqueIds)
    {
        output.Status((_marked.LeftCount, _marked.LeftOctets), static (w, left) => ReplyWriter.WriteMaildrop(w, left.LeftCount, left.LeftOctets));
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
