using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Dovecot;

/// <summary>Dovecot: its own file, syslog with and without ISO times.</summary>
public sealed class DovecotFormat : ILogFormat
{
    public string Name => "dovecot";

    public string Title => "Dovecot 2.2 to 2.4";

    public bool IsProved => true;

    public ILineReader Open(SessionTable sessions) => new DovecotReader(sessions);
}
