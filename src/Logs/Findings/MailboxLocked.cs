using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A session that was refused because another had the maildrop.</summary>
internal sealed class MailboxLocked : IFinding
{
    private readonly CappedTable<string, Seen> _seen = new();

    public string Code => "mailbox-locked";

    public bool Look(Session session)
    {
        if (session.Ended != Ended.Locked && session.Holder is null)
        {
            return false;
        }

        var seen = _seen[Words.User(session)];
        seen.Count(session);
        if (session.Holder is not null && session.Holder != "?")
        {
            (seen.Holder, seen.Held) = (session.Holder, LogTime.Seconds(session.HeldSince, session.End));
        }

        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Select(e => new Found(
        Code, e.Key, e.Value.Sessions,
        $"{Words.Count(e.Value.Sessions, "session")} found the maildrop locked"
            + (e.Value.Holder is null ? "" : $", the last by session {e.Value.Holder}")
            + (e.Value.Held is { } held ? $", which had it for {Words.Seconds(held)}" : ""),
        "Two devices poll the same maildrop at once, or a dead connection still holds it: it is free again when the server notices, at the latest after its idle time-out.",
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        public string? Holder;
        public double? Held;
    }
}
