using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Unit.Protocol.Sasl;

/// <summary>Steps of exchanges, in words that tests can compare.</summary>
internal static class SaslRun
{
    public static Secret Secret(string text) => new(Encoding.UTF8.GetBytes(text));

    public static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(SaslReply? reply) => reply switch
    {
        SaslReply.Response response => Encoding.UTF8.GetString(response.Octets.Span),
        SaslReply.Cancel cancel => "cancelled: " + cancel.Why,
        _ => "",
    };

    public static string Text(SaslStep? step) => step switch
    {
        SaslStep.Challenge challenge => Encoding.UTF8.GetString(challenge.Octets.Span),
        _ => step?.ToString() ?? "",
    };

    public static SaslStep Respond(this SaslServer server, string response) => server.Respond(Octets(response));

    public static SaslReply Respond(this SaslClient client, string challenge) => client.Respond(Octets(challenge));

    /// <summary>Runs both sides against each other to the end, for a user whose password the server has in clear.</summary>
    public static SaslStep Play(SaslClient client, SaslServer server, string stored)
    {
        var step = client.Begin() is { } initial ? server.Respond(initial) : server.Begin();
        while (true)
        {
            switch (step)
            {
                case SaslStep.Challenge challenge:
                    if (client.Respond(challenge.Octets.Span) is not SaslReply.Response response)
                    {
                        return step;
                    }

                    step = server.Respond(response.Octets.Span);
                    break;
                case SaslStep.NeedPassword need:
                    step = need.Then(Octets(stored));
                    break;
                case SaslStep.NeedScramSecret need:
                    step = need.Then(ScramSecret.Derive(need.Mechanism.Algorithm, PasswordText.Prepare(Octets(stored)), "salt of the test"u8.ToArray(), 4096));
                    break;
                default:
                    return step;
            }
        }
    }
}
