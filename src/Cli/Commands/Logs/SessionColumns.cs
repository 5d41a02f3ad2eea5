namespace Restante.Cli.Commands.Logs;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsNumber">Numbers stand at the right.</param>
/// <param name="Least">It may be cut down to this; 0 is never.</param>
/// <param name="Drop">Where the table is too wide, columns go away in this order; 0 stays.</param>
internal sealed record Column(string Name, bool IsNumber = false, int Least = 0, int Drop = 0);

internal static class SessionColumns
{
    public static IReadOnlyList<Column> All { get; } =
    [
        new("START"), new("USER", Least: 7), new("ADDRESS", Least: 9, Drop: 6), new("SECS", true, Drop: 5), new("TLS", Drop: 2),
        new("RETR", true, Drop: 8), new("OCTETS", true, Drop: 4), new("GONE", true, Drop: 7), new("ENDED"), new("NOTICED", Least: 10, Drop: 3), new("ID", Drop: 1),
    ];
}
