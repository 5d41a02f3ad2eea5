using System.Globalization;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>
/// The UPDATE state (RFC 1939 §6): removes what is marked, writes the receipt, and only then answers. +OK means that
/// all of it is gone.
/// </summary>
public sealed class Update(SessionServices services, SessionFacts facts, IMaildrop maildrop)
{
    public async ValueTask<Reply> RunAsync(MarkedMessages marked, Retention retention)
    {
        var expired = retention.Expired();
        List<MessageNumber> numbers = expired.Count == 0 ? marked.ToList() : [.. marked.ToList().Union(expired).OrderBy(n => n.Value)];
        if (numbers.Count == 0)
        {
            return Reply.Ok(ReplyText.Bye);
        }

        var user = facts.User ?? "-";

        Removal removal;
        try
        {
            // The intent comes first: should this process die half-way, the log says what may be gone.
            maildrop.Messages.Load();
            foreach (var ids in Ids(numbers))
            {
                services.Log.Update(facts.Id, user, numbers.Count, ids);
            }

            await services.FlushLog();
            FaultPoint.Hit("update-after-intent");
            removal = await maildrop.RemoveAsync(numbers);
        }
        catch (StoreException e)
        {
            services.Log.StoreFailed(facts.Id, user, e.Message);
            removal = new Removal([], numbers, e.Message);
        }

        facts.Removed = removal.Removed.Count;
        await WriteReceipt(user, removal);
        FaultPoint.Hit("update-after-receipt");

        // The client is answered for what it marked; what the site wanted gone is tried again at the next QUIT.
        return !removal.Failed.Any(marked.Contains)
            ? Reply.Ok(ReplyText.Removed, Number(removal.Removed.Count))
            : Reply.Error(ResponseCode.SysTemp, ReplyText.NotRemoved, Number(removal.Failed.Count(marked.Contains)), Number(marked.Count));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private ValueTask WriteReceipt(string user, Removal removal)
    {
        foreach (var ids in Ids(removal.Removed))
        {
            services.Log.Receipt(facts.Id, user, removal.Removed.Count, removal.Failed.Count, ids, removal.Reason);
        }

        if (removal.Removed.Count == 0)
        {
            services.Log.Receipt(facts.Id, user, 0, removal.Failed.Count, null, removal.Reason);
        }

        return services.FlushLog();
    }

    private IEnumerable<string> Ids(IReadOnlyList<MessageNumber> numbers) => RecordedIds.Of(numbers.Select(maildrop.Messages.UniqueIdText));
}
