namespace Restante.Client.Conformance.Seeds;

/// <summary>A way to put a message into the maildrop.</summary>
public interface ISeed
{
    /// <summary>Why it did not work; null where it did.</summary>
    Task<string?> AddAsync(SeedMessage message, CancellationToken cancellation);
}
