using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Restante.Server.Auth.Hashes;

/// <summary>A string of the system's crypt(3): <c>$6$</c>, <c>$5$</c>, <c>$2b$</c>, <c>$y$</c> and what else it knows.</summary>
internal sealed partial class CryptHash(string scheme, string crypted, byte[] expected, string text) : PasswordHash
{
    public override string Scheme => scheme;

    public static HashRead Read(string scheme, string crypted, string text)
    {
        // !$6$… locks an account behind {CRYPT} as it does in /etc/shadow.
        if (crypted[0] is '!' or '*')
        {
            return new LockedHash(text);
        }

        if (!Methods().IsMatch(crypted) || !Fits(scheme, crypted))
        {
            return $"{{{scheme}}} is not a crypt(3) string of a kind that this server knows";
        }

        return LibCrypt.IsAvailable
            ? new CryptHash(scheme, crypted, Encoding.ASCII.GetBytes(crypted), text)
            : $"{{{scheme}}} needs the system's crypt(3), which is not here: install libcrypt (Debian: libcrypt1)";
    }

    protected override bool Matches(ReadOnlySpan<byte> password)
    {
        // The salt and cost are in the string's head; crypt(3) reads them from there and gives back the whole string.
        var result = LibCrypt.Crypt(password, crypted);
        return result is not null && CryptographicOperations.FixedTimeEquals(result, expected);
    }

    public override PasswordHash ToDecoy() => new CryptHash(scheme, crypted, new byte[expected.Length], "");

    public override string Encode() => text;

    private static bool Fits(string scheme, string crypted) => scheme switch
    {
        "SHA512-CRYPT" => crypted.StartsWith("$6$", StringComparison.Ordinal),
        "SHA256-CRYPT" => crypted.StartsWith("$5$", StringComparison.Ordinal),
        "BLF-CRYPT" => crypted.StartsWith("$2", StringComparison.Ordinal),
        "MD5-CRYPT" => crypted.StartsWith("$1$", StringComparison.Ordinal),
        "DES-CRYPT" => crypted[0] != '$',
        _ => true,
    };

    /// <summary>crypt(5), by the look of each method; a string that is cut off is a fault of the file, not a wrong password.</summary>
    [GeneratedRegex(@"^(\$6\$(rounds=[0-9]{1,9}\$)?[^$:\s]{0,16}\$[./0-9A-Za-z]{86}|\$5\$(rounds=[0-9]{1,9}\$)?[^$:\s]{0,16}\$[./0-9A-Za-z]{43}|\$2[abxy]\$[0-9]{2}\$[./0-9A-Za-z]{53}|\$(y|gy)\$[./0-9A-Za-z]+\$[./0-9A-Za-z]*\$[./0-9A-Za-z]{43}|\$1\$[^$:\s]{0,8}\$[./0-9A-Za-z]{22}|[./0-9A-Za-z]{13})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Methods();
}
