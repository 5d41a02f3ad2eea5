namespace Restante.Client.Report;

/// <summary>Something that was tried.</summary>
/// <param name="Name">What, and with which address.</param>
/// <param name="Ok">It went as on a healthy server.</param>
/// <param name="Detail">What came of it, in a few words; may be empty.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record Step(string Name, bool Ok, string Detail, TimeSpan Elapsed);
