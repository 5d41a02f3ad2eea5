using System.Text.RegularExpressions;

namespace Restante.Client.Middle;

/// <summary>By what one recognises that something stands between: antivirus programs, firewalls that "inspect" POP3.</summary>
public static partial class MiddleSigns
{
    /// <summary>Who answers in the server's place, by its greeting; null where nobody is recognised.</summary>
    public static string? Greeter(string greeting)
    {
        if (Blanked().IsMatch(greeting))
        {
            return "a firewall that blanks the greeting";
        }

        // A product's name alone may be a host's name (pop.norton.example); a word of its trade must stand by it.
        return Product().Match(greeting) is { Success: true } product && Trade().IsMatch(greeting) ? product.Value
            : Known().Match(greeting) is { Success: true } known ? known.Value
            : VirusTrade().Match(greeting) is { Success: true } virus ? virus.Value
            : null;
    }

    /// <summary>Who issued a certificate in the server's place, by the issuers' names; null where nobody is recognised.</summary>
    public static string? Interceptor(string issuers) => Inspectors().Match(issuers) is { Success: true } match ? match.Value : null;

    /// <summary>What stands among CAPA's names where STLS should; null for nothing.</summary>
    public static string? Stls(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Contains("STLS", StringComparer.Ordinal) ? null : all.Find(n => BlankedStls().IsMatch(n));
    }

    /// <summary>A greeting of nothing but blanks.</summary>
    public static bool IsBlankedGreeting(string greeting) => Blanked().IsMatch(greeting.TrimEnd('\r', '\n'));

    /// <summary>A word of CAPA that was blanked.</summary>
    public static bool IsBlanked(string word) => BlankedWord().IsMatch(word);

    /// <summary>A reply repeats a command that was blanked before it arrived.</summary>
    public static bool Echoes(string text) => EchoedBlank().IsMatch(text);

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const int Patience = 1000;

    [GeneratedRegex(@"\b(avast!?|AVG|Kaspersky|Norton|Symantec|McAfee|ESET|NOD32|BitDefender|G[ -]?DATA|AVK|Avira|AntiVir|Panda|Trend ?Micro|F-Secure|Sophos|Dr\.? ?Web|BullGuard|ZoneAlarm|Comodo|Norman|F-Prot|Webroot|Malwarebytes|PC-cillin|eTrust|InterScan|ISafe|Fortinet|FortiGate|SonicWALL|WatchGuard|Astaro|IronMail|MailMarshal|SpamPal|Spam ?Inspector|PGP Universal)(?![\w.-]*\.[a-z]{2})", Options, Patience)]
    private static partial Regex Product();

    [GeneratedRegex(@"prox(y|ying)|scan|virus|shield|guard|filter|gateway|protect|inspect|security\b", Options, Patience)]
    private static partial Regex Trade();

    [GeneratedRegex(@"POP3 POPFile|\(Spampal\)|\[ISafe POP3 Proxy\]|fsigk_pop|avast! POP3 proxy|AVG POP3 Proxy|POP3Proxy ready|PGP Universal", Options, Patience)]
    private static partial Regex Known();

    [GeneratedRegex(@"(anti-?virus|anti-?spam|virus|spam)[ -]?(scan\w*|proxy|filter\w*|shield|wall|guard|gateway)\b|\banti-?virus\b.*\b(proxy|scan|filter|shield)", Options, Patience)]
    private static partial Regex VirusTrade();

    [GeneratedRegex(@"^(\+OK)?[ \t]*[*0-9 ]*\*{4,}[*0-9 ]*$|^(\+OK)?[ \t]*X{5,}[X ]*$", Options, Patience)]
    private static partial Regex Blanked();

    [GeneratedRegex(@"Web/Mail Shield|Kaspersky (Anti-Virus|Endpoint|Lab Personal|Internet)[\w ]*|ESET SSL Filter CA|Bitdefender Personal CA[\w .-]*|Net-Defender|G DATA Mail[\w ]*|AVG Technologies[\w ]*|BullGuard SSL[\w ]*|Dr\.?Web[\w ]*|Sophos SSL CA[\w ]*|FortiGate CA|Fortinet_CA[\w]*|Zscaler[\w ]*|Blue Coat[\w ]*|Palo Alto[\w ]*Decrypt[\w ]*|Cisco Umbrella[\w ]*|SonicWALL Firewall DPI-SSL|WatchGuard Proxy[\w ]*|Check Point[\w ]*Inspection[\w ]*", Options, Patience)]
    private static partial Regex Inspectors();

    // STLS with at least one of its letters blanked, or a word that is nothing but blanks.
    [GeneratedRegex(@"^(?=.*[X*#_.?])[SX*#_.?][TX*#_.?][LX*#_.?][SX*#_.?]$|^(X{3,}[A-Z]?|\*{3,})$", Options, Patience)]
    private static partial Regex BlankedStls();

    [GeneratedRegex(@"^(X{3,}[A-Z]?|\*{3,}|#{3,}|\?{3,})$", Options, Patience)]
    private static partial Regex BlankedWord();

    [GeneratedRegex(@"(?<![A-Za-z0-9])X{4,}(?![A-Za-z0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex EchoedBlank();
}
