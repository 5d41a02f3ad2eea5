namespace Restante.EndToEnd.Faults;

/// <summary>
/// What the runs counted, for docs/protocol/faults.md: a line a fault, into the file that RESTANTE_FAULT_TABLE names
/// (`make faults` sets it).
/// </summary>
internal static class FaultTable
{
    private static readonly Lock Writing = new();

    /// <param name="fault">What was done to the server.</param>
    /// <param name="injected">How often.</param>
    /// <param name="lost">Messages that were acknowledged and are not there as they were.</param>
    /// <param name="wrong">Answers that said more than was true, and damage of any other kind.</param>
    /// <param name="seen">What the server did.</param>
    public static void Add(string fault, long injected, long lost, long wrong, string seen)
    {
        if (Environment.GetEnvironmentVariable("RESTANTE_FAULT_TABLE") is { Length: > 0 } file)
        {
            lock (Writing)
            {
                File.AppendAllText(file, $"| {fault} | {injected} | {lost} | {wrong} | {seen} |\n");
            }
        }
    }
}
