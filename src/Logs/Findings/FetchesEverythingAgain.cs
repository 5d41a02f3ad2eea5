using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>
/// A client that fetches the whole maildrop, removes nothing, and does it again. Either it forgot which unique-ids it
/// had, or the server changed them.
/// </summary>
internal sealed class FetchesEverythingAgain : IFinding
{
    private readonly CappedTable<Client, Seen> _seen = new();

    public string Code => "fetches-everything-again";

    public bool Look(Session session)
    {
        if (session.Login != Login.Ok || session.Maildrop?.Count is not > 0 || session.Retr?.Count is not { } fetched)
        {
            return false;
        }

        var key = Client.Of(session);
        var whole = fetched >= session.Maildrop?.Count;
        if (!whole)
        {
            // It asked for some or none of what was there: it does remember.
            if (session.Ended == Ended.Quit && _seen.Find(key) is { } remembers)
            {
                remembers.Count0 = 0;
            }

            return false;
        }

        var seen = _seen[key];
        var again = seen.Count0 > 0 && session.Maildrop?.Count >= seen.Count0;
        if (again)
        {
            seen.Count(session);
            seen.Octets += session.Retr?.Octets ?? 0;
            seen.Messages = session.Maildrop?.Count ?? 0;

            // The same mail, other unique-ids: the client has no chance.
            seen.Changed |= session.UniqueIds is { } now && seen.UniqueIds is { } before && now != before
                && session.Maildrop == seen.Maildrop;
            seen.Same |= session.UniqueIds is not null && session.UniqueIds == seen.UniqueIds;
        }

        // What was removed cannot be fetched again.
        seen.Count0 = session.Removed > 0 ? 0 : session.Maildrop?.Count ?? 0;
        (seen.Maildrop, seen.UniqueIds) = (session.Maildrop, session.UniqueIds ?? seen.UniqueIds);
        return again;
    }

    public IEnumerable<Found> Found() => _seen.All.Where(e => e.Value.Sessions > 0).Select(e => new Found(
        Code, e.Key.ToString(), e.Value.Sessions,
        $"{Words.Count(e.Value.Sessions, "session")} fetched all {Words.Count(e.Value.Messages, "message")} once more, {Words.Octets(e.Value.Octets)} in all, and removed nothing",
        e.Value.Changed ? "The unique-ids of the same mail changed between the sessions, so the client takes it for new: find out what was moved, restored or rebuilt on the server."
            : e.Value.Same ? "The unique-ids were the same each time: the server did its part, the client forgets what it has. Look for a lost or read-only state file (fetchmail: .fetchids, getmail: oldmail-…, Thunderbird: popstate.dat)."
            : "The client leaves mail on the server and does not remember what it has; or the unique-ids changed, which this log does not tell.",
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        /// <summary>How many messages the session before fetched and left; 0 when it did not.</summary>
        public long Count0;
        public long Messages, Octets;
        public Amount? Maildrop;
        public ulong? UniqueIds;
        public bool Changed, Same;
    }
}
