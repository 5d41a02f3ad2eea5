namespace Restante.Client.Report;

/// <summary>One of the machines that answer behind a name, as far as they can be told apart.</summary>
/// <param name="Name">What it is called: its name in the greeting, else its address.</param>
/// <param name="Addresses">Where it was met.</param>
/// <param name="Connections">How many of the connections reached it.</param>
/// <param name="Ok">All of them went well.</param>
/// <param name="Greeting">Its greeting, without what changes each time.</param>
/// <param name="Certificate">The serial number of its certificate in hexadecimal; null without TLS.</param>
/// <param name="Capabilities">Its CAPA lines, sorted; null where it has none.</param>
public sealed record Machine(
    string Name, IReadOnlyList<string> Addresses, int Connections, bool Ok, string Greeting, string? Certificate, IReadOnlyList<string>? Capabilities);
