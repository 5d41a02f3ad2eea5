using System.Globalization;
using Restante.Client.Connecting;

namespace Restante.Client.Conformance;

/// <summary>What a server announces, and what works where it announces nothing: which cases are for it.</summary>
public sealed record ServerFacts
{
    /// <summary>The channel on which cases run.</summary>
    public Channel Channel { get; init; }

    /// <summary>Null where CAPA is not known.</summary>
    public CapabilitySet? Capabilities { get; init; }

    /// <summary>Before STLS, where the channel is plain at first; null too where CAPA is not known.</summary>
    public CapabilitySet? PlainCapabilities { get; init; }

    /// <summary>Found by trying, of a server without CAPA.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>The greeting's, which offers APOP; null without one.</summary>
    public string? Timestamp { get; init; }

    public string Greeting { get; init; } = "";

    /// <summary>IMPLEMENTATION, where it is told.</summary>
    public string Implementation => string.Join(' ', Capabilities?.Arguments("IMPLEMENTATION") ?? []);

    /// <summary>Why a case is not for this server; null where it is.</summary>
    public string? WhyNot(ConformCase one, bool hasUser, bool hasSeed)
    {
        if (one.NeedsUser && !hasUser)
        {
            return "no --user";
        }

        if (one.Mail is not null && !hasSeed)
        {
            return "no --seed";
        }

        return one.Needs.Select(WhyNot).FirstOrDefault(w => w is not null);
    }

    private string? WhyNot(string need) => need switch
    {
        "capa" => Capabilities is null ? "the server has no CAPA" : null,
        "apop" => Timestamp is null ? "the greeting has no timestamp" : null,
        "no-apop" => Timestamp is not null ? "the greeting has a timestamp" : null,
        "clear" => Channel == Channel.Implicit ? "TLS begins with the first octet" : null,
        "tls" => Channel == Channel.Plain ? "the connection has no TLS" : null,
        "implicit" => Channel != Channel.Implicit ? "TLS does not begin with the first octet" : null,
        "STLS" => Channel == Channel.Implicit ? "TLS begins with the first octet"
            : PlainCapabilities?.Has("STLS") == true ? null : Lacks("STLS"),
        ['!', .. var name] => Capabilities?.Has(name) == true ? $"the server announces {name}" : null,
        _ when need.Split(':') is [var name, var argument] => Capabilities?.Arguments(name).Contains(argument, StringComparer.OrdinalIgnoreCase) == true ? null : Lacks($"{name} {argument}"),
        _ => Capabilities?.Has(need) == true || (Capabilities is null && Tried.Contains(need)) ? null : Lacks(need),
    };

    private static string Lacks(string what) => string.Create(CultureInfo.InvariantCulture, $"the server does not announce {what}");
}
