using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Exchange;

/// <summary>The POP3 protocol log of Exchange 2013 and later.</summary>
public sealed class ExchangeFormat : ILogFormat
{
    public string Name => "exchange";

    public string Title => "Microsoft Exchange 2013 to 2019, protocol log";

    public bool IsProved => false;

    public ILineReader Open(SessionTable sessions) => new ExchangeReader(sessions);
}
