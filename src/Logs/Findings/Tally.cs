using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>How often something was seen, and where: the first two lines and the last.</summary>
internal class Tally
{
    private readonly List<LineSource> _evidence = new(3);

    public long Sessions { get; private set; }

    public IReadOnlyList<LineSource> Evidence => _evidence;

    public void Count(Session session)
    {
        Sessions++;
        if (_evidence.Count == 3)
        {
            _evidence.RemoveAt(2);
        }

        _evidence.Add(session.Last);
    }
}
