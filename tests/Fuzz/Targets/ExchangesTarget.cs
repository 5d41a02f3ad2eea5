using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Fuzz.Targets;

/// <summary>
/// Our two sides of a mechanism against each other, with one octet changed on the way: no wrong password ever gets in,
/// and in SCRAM no change goes unnoticed by both. An input is: which mechanism, which message (0: none), which octet of
/// it, its new value, whether the password is the wrong one.
/// </summary>
public sealed class ExchangesTarget : FuzzTarget
{
    private const int Length = 5;
    private static readonly byte[] Stored = "right one"u8.ToArray();
    private static readonly byte[] Wrong = "wrong one"u8.ToArray();

    // Deriving costs thousands of rounds: once is enough.
    private static readonly ScramSecret Sha256 = Derive(ScramMechanism.Sha256);
    private static readonly ScramSecret Sha1 = Derive(ScramMechanism.Sha1);

    public override string Name => "exchanges";

    public override byte[] Make(Random random)
    {
        var input = new byte[Length];
        random.NextBytes(input);
        return input;
    }

    public override void Check(byte[] input)
    {
        if (input.Length < Length)
        {
            return;
        }

        var wrong = (input[4] & 1) != 0;
        using var password = new Secret(wrong ? Wrong : Stored);
        var wire = new TamperedWire(input[1] % 5, input[2], input[3]);
        var (client, server) = Sides(input[0], password);
        using (client)
        using (server)
        {
            var admitted = Run(client, server, wire) is SaslStep.Authenticated { User: "ann" };
            Holds(!(admitted && wrong), "a wrong password gets in");
            Holds(admitted || wrong || wire.Tampered, "the right password does not get in");
            Holds(!(admitted && client.IsServerProven && wire.Tampered && client is ScramClient), "an octet was changed, and nobody noticed");
            Holds(!wrong || !client.IsServerProven || client is not ScramClient, "a server is proven to whoever has the wrong password");
        }
    }

    private static (SaslClient Client, SaslServer Server) Sides(byte choice, Secret password) => (choice % 4) switch
    {
        0 => (new ScramClient(ScramMechanism.Sha256, "ann", password), new ScramServer(ScramMechanism.Sha256, [], false, "3rfcNHYJY1ZVvWVs7j")),
        1 => (new ScramClient(ScramMechanism.Sha1, "ann", password), new ScramServer(ScramMechanism.Sha1, [], false, "3rfcNHYJY1ZVvWVs7j")),
        2 => (new CramMd5Mechanism.Client("ann", password), new CramMd5Mechanism.Server("1896.697170952", "pop-01")),
        _ => (new DigestMd5Mechanism.Client("ann", password, "pop-01"), new DigestMd5Mechanism.Server("OA6MG9tEQGm2hh", "pop-01")),
    };

    /// <summary>To the end; null where the client gives up.</summary>
    private static SaslStep? Run(SaslClient client, SaslServer server, TamperedWire wire)
    {
        var step = client.Begin() is { } initial ? server.Respond(wire.Carry(initial)) : server.Begin();
        while (true)
        {
            switch (step)
            {
                case SaslStep.Challenge challenge when client.Respond(wire.Carry(challenge.Octets.Span)) is SaslReply.Response response:
                    step = server.Respond(wire.Carry(response.Octets.Span));
                    break;
                case SaslStep.Challenge:
                    return null;
                case SaslStep.NeedPassword need:
                    step = need.Then(need.User == "ann" ? Stored : Encoding.ASCII.GetBytes("nobody knows this"));
                    break;
                case SaslStep.NeedScramSecret need:
                    step = need.Then(need.Mechanism == ScramMechanism.Sha256 ? Sha256 : Sha1);
                    break;
                default:
                    return step;
            }
        }
    }

    private static ScramSecret Derive(ScramMechanism mechanism) => ScramSecret.Derive(mechanism.Algorithm, Stored, "salt of the test"u8.ToArray(), 4096);

    /// <summary>Changes one octet of one message.</summary>
    private sealed class TamperedWire(int message, byte place, byte value)
    {
        private int _carried;

        public bool Tampered { get; private set; }

        public byte[] Carry(ReadOnlySpan<byte> octets)
        {
            var arrived = octets.ToArray();
            if (++_carried == message && arrived.Length > 0)
            {
                var at = place % arrived.Length;
                Tampered = arrived[at] != value;
                arrived[at] = value;
            }

            return arrived;
        }
    }
}
