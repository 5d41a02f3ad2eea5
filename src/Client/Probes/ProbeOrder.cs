using Restante.Client.Probes.Mailbox;

namespace Restante.Client.Probes;

/// <summary>All probes, each behind those whose findings it goes by.</summary>
public static class ProbeOrder
{
    public static IReadOnlyList<IProbe> Create() =>
    [
        new ResolveProbe(),
        new ReachProbe(),
        new WayProbe(),
        new TlsProbe(),
        new FleetProbe(),
        new RoundTripProbe(),
        new CapaProbe(),
        new CleartextProbe(),
        new PromiseProbe(),
        new LineEndProbe(),
        new FleetLoginProbe(),
        new LoginProbe(),
        new MechanismProbe(),
        new TransactionProbe(),
        new PipeliningProbe(),
        new MailboxProbe(),
        new UserTellingProbe(),
        new FaultsProbe(),
        new MiddleProbe(),
    ];
}
