using System.Text;
using Restante.Protocol.Pop3.Languages;
using Restante.Protocol.Sasl;

namespace Restante.Fuzz.Targets;

/// <summary>PLAIN and LOGIN take what their grammars allow, whole and unchanged, and nothing else.</summary>
public sealed class SaslTarget : FuzzTarget
{
    private static readonly string[] Words = ["", "ann", "secret", "zoë", "a b", " ", "\0"];

    public override string Name => "sasl";

    public override byte[] Make(Random random)
    {
        var parts = Enumerable.Range(0, random.Next(2, 5)).Select(_ => Words[random.Next(Words.Length)]);
        var octets = Encoding.UTF8.GetBytes(string.Join('\0', parts));
        if (octets.Length > 0 && random.Next(4) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return octets;
    }

    public override void Check(byte[] input)
    {
        Plain(input);
        Login(input);
    }

    private static void Plain(byte[] input)
    {
        // RFC 4616 §2: message = [authzid] NUL authcid NUL passwd, none of which holds a NUL.
        var parts = Encoding.Latin1.GetString(input).Split('\0');
        var legal = parts.Length == 3 && parts[1].Length > 0 && parts[2].Length > 0 && (parts[0].Length == 0 || parts[0] == parts[1]);
        using var server = new PlainMechanism.Server();
        var step = server.Respond(input);
        Agree(legal, step is SaslStep.CheckPassword, "PLAIN takes it");
        if (step is not SaslStep.CheckPassword check)
        {
            Holds(step is SaslStep.Malformed { Why: not (ReplyText.None or ReplyText.Verbatim) }, "PLAIN refuses in words that are not ours");
            return;
        }

        using (check.Password)
        {
            Agree(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(parts[1])), check.User, "PLAIN's user");
            AgreeOctets(Encoding.Latin1.GetBytes(parts[2]), check.Password.Octets, "PLAIN's password");
            Holds(check.ToString().EndsWith("Password = **** }", StringComparison.Ordinal), "a step prints its password");
        }
    }

    private static void Login(byte[] input)
    {
        using var server = new LoginMechanism.Server();
        var legal = input.Length > 0 && !input.Contains((byte)0);
        var step = server.Respond(input);
        Agree(legal, step is SaslStep.Challenge, "LOGIN takes the user name");
        if (legal && server.Respond(input) is SaslStep.CheckPassword check)
        {
            Agree(Encoding.UTF8.GetString(input), check.User, "LOGIN's user");
            AgreeOctets(input, check.Password.Octets, "LOGIN's password");
            check.Password.Dispose();
        }
        else
        {
            Holds(!legal, "LOGIN asks no more than twice");
        }
    }
}
