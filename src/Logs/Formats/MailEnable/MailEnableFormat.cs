using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.MailEnable;

/// <summary>The POP service of MailEnable, in the W3C extended format.</summary>
public sealed class MailEnableFormat : ILogFormat
{
    public string Name => "mailenable";

    public string Title => "MailEnable, W3C extended log of the POP service";

    public bool IsProved => false;

    public ILineReader Open(SessionTable sessions) => new MailEnableReader(sessions);
}
