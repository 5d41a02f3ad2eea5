using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A maildrop from which nobody removes anything.</summary>
internal sealed class OnlyGrows : IFinding
{
    private const int Enough = 5;
    private const int Growths = 3;

    private readonly CappedTable<string, Seen> _seen = new();

    public string Code => "only-grows";

    public bool Look(Session session)
    {
        if (session.Login != Login.Ok || session.User is null || session.Maildrop is not { } maildrop
            || (maildrop.Count ?? maildrop.Octets) is not { } size || session.Ended == Ended.Locked)
        {
            return false;
        }

        var seen = _seen[session.User];
        if (session.Removed > 0 || size < seen.Last)
        {
            (seen.Run, seen.Grown, seen.First) = (0, 0, size);
        }

        seen.First = seen.Run == 0 ? size : seen.First;
        seen.Grown += seen.Run > 0 && size > seen.Last ? 1 : 0;
        (seen.Run, seen.Last, seen.Octets, seen.InMessages) = (seen.Run + 1, size, maildrop.Octets, maildrop.Count is not null);
        if (seen.Run < Enough || seen.Grown < Growths)
        {
            return false;
        }

        seen.Count(session);
        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Where(e => e.Value.Run >= Enough && e.Value.Grown >= Growths).Select(e => new Found(
        Code, e.Key, e.Value.Run,
        $"grew from {Size(e.Value.First, e.Value.InMessages)} to {Size(e.Value.Last, e.Value.InMessages)} in {Words.Count(e.Value.Run, "session")}, and nothing was removed"
            + (e.Value.InMessages && e.Value.Octets is { } octets ? $"; now {Words.Octets(octets)}" : ""),
        "The mail is still there because the client is set to leave it on the server. Every login lists all of it; a quota will be full one day.",
        e.Value.Evidence));

    private static string Size(long size, bool messages) => messages ? Words.Count(size, "message") : Words.Octets(size);

    private sealed class Seen : Tally
    {
        public long Run, Grown, First, Last;
        public long? Octets;
        public bool InMessages;
    }
}
