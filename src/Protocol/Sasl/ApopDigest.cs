using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Restante.Protocol.Sasl;

/// <summary>APOP (RFC 1939 §7): no SASL mechanism, but the same idea; the challenge is in the greeting.</summary>
public static partial class ApopDigest
{
    /// <summary>
    /// What stands in the greeting. Letters, digits, and dots and hyphens around one <c>@</c>: mpop refuses a timestamp
    /// with any other sign.
    /// </summary>
    public static string Timestamp(string nonce, string hostname) => $"<{nonce}@{hostname}>";

    /// <summary>The timestamp in a server's greeting; null where there is none, or one so odd that it may have been made for an attack.</summary>
    /// <remarks>CVE-2007-1558: a false server picks timestamps that make MD5 collide; they are no msg-ids in ASCII.</remarks>
    public static string? FindTimestamp(string greeting) =>
        TimestampPattern().Match(greeting) is { Success: true } match ? match.Value : null;

    /// <summary>What the client sends: MD5 over the timestamp, brackets included, and the password.</summary>
    public static string Compute(string timestamp, ReadOnlySpan<byte> password) => Md5.Hex(Digest(timestamp, password));

    public static bool Matches(string timestamp, ReadOnlySpan<byte> password, ReadOnlySpan<byte> digest) =>
        Md5.IsHexOf(Digest(timestamp, password), digest);

    private static byte[] Digest(string timestamp, ReadOnlySpan<byte> password)
    {
        byte[] input = [.. Encoding.UTF8.GetBytes(timestamp), .. password];
        var digest = Md5.Hash(input);
        CryptographicOperations.ZeroMemory(input);
        return digest;
    }

    [GeneratedRegex("<[!-;=?A-~]+@[!-;=?A-~]+>", RegexOptions.NonBacktracking)]
    private static partial Regex TimestampPattern();
}
