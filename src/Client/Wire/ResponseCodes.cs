namespace Restante.Client.Wire;

/// <summary>The extended response codes that IANA has registered (RFC 2449 §8, RFC 3206, RFC 6856).</summary>
public static class ResponseCodes
{
    private static readonly string[] Registered = ["LOGIN-DELAY", "IN-USE", "AUTH", "SYS", "UTF8"];

    private static readonly string[] Whole = ["LOGIN-DELAY", "IN-USE", "AUTH", "SYS/TEMP", "SYS/PERM", "UTF8"];

    /// <summary>Without the detail that a server adds to a registered code, which a client must ignore (RFC 2449 §8).</summary>
    /// <param name="code">Without brackets, in capitals.</param>
    public static string WithoutDetail(string code) => Whole.FirstOrDefault(w => code.StartsWith(w + "/", StringComparison.Ordinal)) ?? code;

    /// <summary>Whether a code is registered, or is none: what has no letter is an address or a number in brackets.</summary>
    /// <param name="code">Without brackets, in capitals.</param>
    public static bool IsKnown(string code) =>
        !code.Any(char.IsAsciiLetter) || code.Contains(' ', StringComparison.Ordinal) || Registered.Contains(code.Split('/')[0], StringComparer.Ordinal);
}
