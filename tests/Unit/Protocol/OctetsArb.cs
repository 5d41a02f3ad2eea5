using FsCheck;
using FsCheck.Fluent;

namespace Restante.Unit.Protocol;

/// <summary>Random octets with many CRs, LFs and dots; a failing input shrinks to the octets that matter.</summary>
internal static class OctetsArb
{
    public static Arbitrary<byte[]> Wire { get; } = Of(
        Gen.Frequency(
            (3, Gen.Constant((byte)'\r')), (3, Gen.Constant((byte)'\n')), (3, Gen.Constant((byte)'.')),
            (2, Gen.Constant((byte)'x')), (1, Gen.Choose(0, 255).Select(i => (byte)i))));

    public static Arbitrary<byte[]> Any { get; } = Of(Gen.Choose(0, 255).Select(i => (byte)i));

    public static void Hold(this Property property) => property.Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static Arbitrary<byte[]> Of(Gen<byte> octet) => Arb.From(octet.ArrayOf(), Smaller);

    private static IEnumerable<byte[]> Smaller(byte[] octets)
    {
        if (octets.Length > 1)
        {
            yield return octets[..(octets.Length / 2)];
            yield return octets[(octets.Length / 2)..];
        }

        for (var i = 0; i < octets.Length; i++)
        {
            yield return [.. octets[..i], .. octets[(i + 1)..]];
        }
    }
}
