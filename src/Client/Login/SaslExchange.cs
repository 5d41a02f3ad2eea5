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

    /// <summary>Of a command with its CRLF, an initial response included (RFC 5034 §4, RFC 2449 §4).</summary>
    private const int MostOctets = 255;

    /// <summary>Something that proves the password, or is it, went out.</summary>
    public bool SentProof { get; private set; }

    /// <summary>Why this side gave up; empty where it did not.</summary>
    public string Why { get; private set; } = "";

    /// <summary>The reply that ended the exchange. A +OK counts only where <see cref="Why"/> is empty.</summary>
    public async Task<ServerReply> RunAsync(CancellationToken cancellation)
    {
        var initial = client.Begin();
        var reply = await conversation.AskAsync($"AUTH {client.Mechanism}", cancellation);
        if (reply.Status == ReplyStatus.Error && WholeLine(initial) is { } line && LoginRefusal.Judge(reply) is LoginResult.Refused && !LoginRefusal.IsUnknownCommand(reply))
        {
            SentProof = true;
            reply = await conversation.AskAsync(line, cancellation);
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

    /// <summary>The command with its initial response; null where there is none, or the line would be longer than it may be.</summary>
    private string? WholeLine(byte[]? initial)
    {
        if (initial is null)
        {
            return null;
        }

        var line = $"AUTH {client.Mechanism} {(initial.Length == 0 ? "=" : Convert.ToBase64String(initial))}";
        return line.Length + 2 <= MostOctets ? line : null;
    }

    /// <summary>Null where it is not base64: .NET passes over white space, which RFC 5034 §4 forbids.</summary>
    private static byte[]? Challenge(ServerReply reply)
    {
        var text = Encoding.ASCII.GetString(reply.Raw.Span[1..]);
        text = text.StartsWith(' ') ? text[1..] : text;
        try
        {
            return text.Any(char.IsWhiteSpace) ? null : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
