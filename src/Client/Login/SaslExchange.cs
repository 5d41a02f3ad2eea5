using System.Text;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Client.Login;

/// <summary>
/// One AUTH command (RFC 5034 §4). It asks first, and sends the initial response upon the server's empty challenge: so a
/// mechanism that is refused is told from a password that is. Where the server wants both in one line, it gets them so.
/// </summary>
internal sealed class SaslExchange(Pop3Conversation conversation, SaslClient client)
{
    /// <summary>SCRAM and DIGEST-MD5 have three; more is no exchange that ends.</summary>
    private const int MostRounds = 8;

    /// <summary>Something that proves the password, or is it, went out.</summary>
    public bool SentProof { get; private set; }

    /// <summary>Why this side gave up; empty where it did not.</summary>
    public string Why { get; private set; } = "";

    /// <summary>The reply that ended the exchange. A +OK counts only where <see cref="Why"/> is empty.</summary>
    public async Task<ServerReply> RunAsync(CancellationToken cancellation)
    {
        var initial = client.Begin();
        var reply = await conversation.AskAsync($"AUTH {client.Mechanism}", cancellation);
        if (reply.Status == ReplyStatus.Error && initial is not null && LoginRefusal.Judge(reply) is LoginResult.Refused && !LoginRefusal.IsUnknownCommand(reply))
        {
            SentProof = true;
            reply = await conversation.AskAsync($"AUTH {client.Mechanism} {Encode(initial)}", cancellation);
            initial = null;
        }

        for (var round = 0; reply.Status == ReplyStatus.Challenge; round++)
        {
            // What stands in the challenge before the initial response is of no use: some servers write words there.
            SaslReply next = initial is not null ? new SaslReply.Response(initial)
                : round >= MostRounds ? new SaslReply.Cancel("the server asks without end")
                : Challenge(reply) is { } challenge ? client.Respond(challenge)
                : new SaslReply.Cancel("the server's challenge is not in base64");
            initial = null;
            if (next is SaslReply.Response response)
            {
                SentProof = true;
                reply = await conversation.AnswerChallengeAsync(Convert.ToBase64String(response.Octets.Span), cancellation);
                continue;
            }

            Why = ((SaslReply.Cancel)next).Why;
            return await conversation.AnswerChallengeAsync("*", cancellation);
        }

        if (reply.IsOk && !client.IsServerProven)
        {
            Why = "the server says +OK without having proved that it knows the password";
        }

        return reply;
    }

    private static string Encode(byte[] initial) => initial.Length == 0 ? "=" : Convert.ToBase64String(initial);

    private static byte[]? Challenge(ServerReply reply)
    {
        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(reply.Raw.Span[1..]).Trim());
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
