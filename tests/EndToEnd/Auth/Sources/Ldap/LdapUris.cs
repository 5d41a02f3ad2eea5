using Restante.Server.Config;

namespace Restante.EndToEnd.Auth.Sources.Ldap;

internal static class LdapUris
{
    public static IReadOnlyList<LdapUri> Of(params string[] texts) =>
        [.. texts.Select(t => LdapUri.TryParse(t, out var uri) ? uri : throw new ArgumentException($"{t} is no URI", nameof(texts)))];
}
