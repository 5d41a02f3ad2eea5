using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>How often something was seen, and where: the first two lines and the last.</summary>
internal class Tally
{
    // No list: there is a tally for every user.
    private LineSource _first, _second, _last;

    public long Sessions { get; private set; }

    public IReadOnlyList<LineSource> Evidence => Sessions switch
    {
        0 => [],
        1 => [_first],
        2 => [_first, _second],
        _ => [_first, _second, _last],
    };

    public void Count(Session session)
    {
        _ = Sessions switch
        {
            0 => _first = session.Last,
            1 => _second = session.Last,
            _ => _last = session.Last,
        };
        Sessions++;
    }
}
