using System.Text;
using Restante.Protocol.Proxy;

namespace Restante.Fuzz.Targets;

/// <summary>A header says what the specification says it does, in any pieces, and nothing that is none is taken for one.</summary>
public sealed class ProxyTarget : FuzzTarget
{
    private static readonly int[] Sizes = [1, 2, 3, 64, 4096];
    private static readonly string[] Families = ["TCP4", "TCP6", "UNKNOWN", "TCP5", "tcp4"];
    private static readonly string[] Addresses = ["192.0.2.7", "10.0.0.1", "2001:db8::7", "::ffff:192.0.2.7", "::1", "010.0.0.1", "10.1", "fe80::1%3", "256.0.0.1", "[::1]"];
    private static readonly string[] Ports = ["0", "110", "65535", "65536", "0110", "-1", "99999999999"];

    public override string Name => "proxy";

    public override byte[] Make(Random random)
    {
        var octets = random.Next(2) == 0 ? Text(random) : Binary(random);
        for (var damage = random.Next(4) - 2; damage > 0; damage--)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return [.. octets[..(random.Next(8) == 0 ? random.Next(octets.Length + 1) : octets.Length)], .. random.Next(2) == 0 ? "CAPA\r\n"u8 : []];
    }

    public override void Check(byte[] input)
    {
        var expected = ProxyOracle.Expect(input);
        foreach (var size in Sizes)
        {
            var buffer = Pieces.Sequence(input, size);
            var outcome = ProxyHeaderReader.Read(ref buffer, out var header, out var fault);
            Agree(expected.Outcome, outcome, $"pieces of {size}");
            Agree(expected.Header, header, $"pieces of {size}");
            Agree(expected.Length, input.Length - (int)buffer.Length, $"octets taken, pieces of {size}");
            Agree(outcome == ProxyOutcome.Malformed, fault is not null, "a fault is told for what is malformed");
        }

        // Octet by octet: it asks for more until it is sure, and what it is sure of stays.
        var decided = false;
        for (var length = 0; length <= input.Length; length++)
        {
            var buffer = Pieces.Sequence(input.AsMemory(0, length), 64);
            var outcome = ProxyHeaderReader.Read(ref buffer, out _, out _);
            Holds(!decided || outcome == expected.Outcome, "it changes its mind");
            decided = outcome != ProxyOutcome.NeedMore;
        }
    }

    private static byte[] Text(Random random)
    {
        var line = new StringBuilder("PROXY ").Append(Pick(Families));
        for (var words = random.Next(4) == 0 ? random.Next(4) : 2; words > 0; words--)
        {
            line.Append(' ').Append(Pick(Addresses));
        }

        for (var words = random.Next(4) == 0 ? random.Next(4) : 2; words > 0; words--)
        {
            line.Append(' ').Append(Pick(Ports));
        }

        line.Append(' ', random.Next(8) == 0 ? random.Next(110) : 0).Append(random.Next(8) == 0 ? "\n" : "\r\n");
        return Encoding.ASCII.GetBytes(line.ToString());

        string Pick(string[] from) => from[random.Next(Math.Min(from.Length, random.Next(2) == 0 ? 2 : from.Length))];
    }

    private static byte[] Binary(Random random)
    {
        var family = random.Next(5) switch { 0 => (byte)random.Next(256), 1 => (byte)0x31, 2 => (byte)0x21, _ => (byte)0x11 };
        var addresses = new byte[random.Next(8) == 0 ? random.Next(220) : (family >> 4) switch { 1 => 12, 2 => 36, 3 => 216, _ => 0 }];
        random.NextBytes(addresses);
        var extensions = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(6) switch
        {
            0 => ProxyOctets.Extension(5, "5f2c-01"),
            1 => ProxyOctets.Tls((byte)random.Next(8), (byte)random.Next(2), ProxyOctets.Extension(0x21, "TLSv1.3"), ProxyOctets.Extension(0x22, "ann")),
            2 => ProxyOctets.Tls(1, 0, ProxyOctets.Extension(0x23, "TLS_AES_128_GCM_SHA256")),
            3 => ProxyOctets.Extension(0x20, new byte[random.Next(7)]),
            4 => ProxyOctets.Extension(3, new byte[random.Next(6)]),
            _ => ProxyOctets.Extension((byte)random.Next(256), new byte[random.Next(300)]),
        });
        var header = ProxyOctets.Header(random.Next(8) == 0 ? (byte)random.Next(256) : (byte)(0x20 + random.Next(2)), family, [addresses, .. extensions]);
        if (random.Next(10) == 0)
        {
            // A length that promises other than what comes.
            random.NextBytes(header.AsSpan(14, 2));
        }

        return random.Next(4) == 0 ? ProxyOctets.WithChecksum(header) : header;
    }
}
