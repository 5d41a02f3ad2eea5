using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Courier;

/// <summary>Courier's pop3d and pop3d-ssl.</summary>
public sealed class CourierFormat : ILogFormat
{
    public string Name => "courier";

    public string Title => "Courier pop3d";

    public bool IsProved => true;

    public ILineReader Open(SessionTable sessions) => new CourierReader(sessions);
}
