using System.Text;
using System.Text.Unicode;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>EXTERNAL (RFC 4422 appendix A): who this is says the layer below; the client only says whom it wants to be.</summary>
public static class ExternalMechanism
{
    public const string Name = "EXTERNAL";

    public sealed class Server : SaslServer
    {
        public override SaslStep Begin() => new SaslStep.Challenge(default);

        public override SaslStep Respond(ReadOnlySpan<byte> response) => response switch
        {
            [] => new SaslStep.CheckExternal(null),
            _ when !Utf8.IsValid(response) || response.Contains((byte)0) => new SaslStep.Malformed(ReplyText.ExternalTakesName),
            _ => new SaslStep.CheckExternal(Encoding.UTF8.GetString(response)),
        };
    }

    /// <param name="user">Whom to be; null for whoever the server takes us for.</param>
    public sealed class Client(string? user = null) : SaslClient
    {
        public override string Mechanism => Name;

        public override byte[] Begin() => user is null ? [] : Encoding.UTF8.GetBytes(user);

        public override SaslReply Respond(ReadOnlySpan<byte> challenge) => Unexpected();
    }
}
