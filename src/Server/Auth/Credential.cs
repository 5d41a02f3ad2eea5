using System.Net;

namespace Restante.Server.Auth;

/// <summary>What is known about a user.</summary>
/// <param name="Name">As it stands in the store.</param>
/// <param name="Secret">What a password is tried against.</param>
/// <param name="Disabled">The right password does not help: the account is closed or has expired.</param>
public sealed record Credential(string Name, PasswordHash Secret, bool Disabled)
{
    /// <summary>Where the user may log in from; empty for anywhere (Dovecot's <c>allow_nets</c>).</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>What the account may do.</summary>
    public AccountRules Rules { get; init; } = AccountRules.None;

    /// <summary>What else the store says, uninterpreted.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = NoExtra;

    private static readonly Dictionary<string, string> NoExtra = [];

    /// <param name="client">The client's address; null for a Unix socket, which lies in no network.</param>
    public bool MayLogInFrom(IPAddress? client)
    {
        var address = client is { IsIPv4MappedToIPv6: true } ? client.MapToIPv4() : client;
        return AllowedNetworks.Count == 0 || (address is not null && AllowedNetworks.Any(n => n.Contains(address)));
    }
}
