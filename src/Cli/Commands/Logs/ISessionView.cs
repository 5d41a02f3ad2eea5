using Restante.Logs.Findings;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>A way to print sessions.</summary>
internal interface ISessionView : IDisposable
{
    void Show(Session session);

    /// <summary>Nothing more for the moment: what was held back is shown.</summary>
    void Idle();

    /// <summary>The log is at its end.</summary>
    void End(IReadOnlyList<Found> found);
}
