using System.Security.Cryptography;

namespace Restante.Protocol.Sasl;

/// <summary>What makes each exchange different.</summary>
public static class SaslNonce
{
    // 128 bits; RFC 2831 §2.1.1 recommends 64, APOP and SCRAM only ask that it never repeats.
    private const int Octets = 16;

    /// <summary>Hexadecimal digits: they need no quoting in any mechanism, nor in an APOP timestamp.</summary>
    public static string Make() => RandomNumberGenerator.GetHexString(Octets * 2, lowercase: true);
}
