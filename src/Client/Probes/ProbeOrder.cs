namespace Restante.Client.Probes;

/// <summary>All probes, each behind those whose findings it goes by.</summary>
public static class ProbeOrder
{
    public static IReadOnlyList<IProbe> Create() =>
    [
        new ResolveProbe(),
        new ReachProbe(),
        new WayProbe(),
    ];
}
