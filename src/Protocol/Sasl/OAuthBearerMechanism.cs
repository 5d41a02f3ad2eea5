using System.Globalization;
using System.Text;

namespace Restante.Protocol.Sasl;

/// <summary>OAUTHBEARER (RFC 7628): <c>n,a=user,^Ahost=…^Aport=…^Aauth=Bearer token^A^A</c>.</summary>
public static class OAuthBearerMechanism
{
    public const string Name = "OAUTHBEARER";

    public sealed class Server : BearerServer
    {
        // No mechanism of this family binds a channel yet: "p" is refused with what breaks the grammar.
        protected override string? UserIn(string head) =>
            Gs2Header.Read(head) is { Flag: not Gs2Flag.Used } header && header.Text == head ? header.AuthorizationId : null;

        // RFC 7628 §3.2.3: a lone ^A.
        protected override bool IsDismissal(ReadOnlySpan<byte> response) => response is [1] or [];
    }

    /// <param name="user">Who.</param>
    /// <param name="token">Lent.</param>
    /// <param name="host">The server's name; null to leave it and the port out.</param>
    /// <param name="port">The server's port.</param>
    public sealed class Client(string user, Secret token, string? host = null, int port = 0) : BearerClient
    {
        public override string Mechanism => Name;

        public override byte[] Begin()
        {
            var where = host is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\u0001host={host}\u0001port={port}");
            return [.. Encoding.UTF8.GetBytes($"n,a={ScramText.EncodeName(user)},{where}\u0001auth=Bearer "), .. token.Octets, 1, 1];
        }

        protected override byte[] Dismissal => [1];
    }
}
