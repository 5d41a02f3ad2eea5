using System.Text;

namespace Restante.Protocol.Sasl;

/// <summary>XOAUTH2, OAUTHBEARER's ancestor at Google and Microsoft: <c>user=…^Aauth=Bearer token^A^A</c>.</summary>
public static class XOAuth2Mechanism
{
    public const string Name = "XOAUTH2";

    public sealed class Server : BearerServer
    {
        protected override string? UserIn(string head) =>
            head.StartsWith("user=", StringComparison.Ordinal) && !head.Contains('\0', StringComparison.Ordinal) ? head[5..] : null;

        protected override bool IsDismissal(ReadOnlySpan<byte> response) => response.IsEmpty;
    }

    public sealed class Client(string user, Secret token) : BearerClient
    {
        public override string Mechanism => Name;

        public override byte[] Begin() => [.. Encoding.UTF8.GetBytes($"user={user}\u0001auth=Bearer "), .. token.Octets, 1, 1];

        protected override byte[] Dismissal => [];
    }
}
