using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>How often something was seen, and where: the first two lines and the last.</summary>
internal class Tally : Remembered
{
    // Apart: there is a tally for every user, and most were never seen at what is looked for.
    private Places? _places;

    public long Sessions { get; private set; }

    public IReadOnlyList<LineSource> Evidence => Sessions switch
    {
        0 => [],
        1 => [_places!.First],
        2 => [_places!.First, _places.Second],
        _ => [_places!.First, _places.Second, _places.Last],
    };

    public void Count(Session session)
    {
        _places ??= new Places();
        _ = Sessions switch
        {
            0 => _places.First = session.Last,
            1 => _places.Second = session.Last,
            _ => _places.Last = session.Last,
        };
        Sessions++;
    }

    private sealed class Places
    {
        public LineSource First, Second, Last;
    }
}
