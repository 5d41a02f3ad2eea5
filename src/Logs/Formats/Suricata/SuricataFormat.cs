using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Suricata;

/// <summary>Suricata's eve.json with POP3 events: sessions as a sensor on the network sees them.</summary>
public sealed class SuricataFormat : ILogFormat
{
    public string Name => "suricata";

    public string Title => "Suricata 7.1 and 8, eve.json";

    public bool IsProved => false;

    public ILineReader Open(SessionTable sessions) => new SuricataReader(sessions);
}
