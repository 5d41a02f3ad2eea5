using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Stalwart;

/// <summary>Stalwart's log files, text form, at level debug or trace: below, POP3 sessions are not in them.</summary>
public sealed class StalwartFormat : ILogFormat
{
    public string Name => "stalwart";

    public string Title => "Stalwart 0.10 and later, text";

    public bool IsProved => false;

    public ILineReader Open(SessionTable sessions) => new StalwartReader(sessions);
}
