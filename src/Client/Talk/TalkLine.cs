using System.Text;
using Restante.Protocol.Transcript;

namespace Restante.Client.Talk;

/// <summary>A line that somebody typed, or that stood in a script: what the server is told, and what is to be expected of it.</summary>
public sealed class TalkLine
{
    private static readonly string[] ProofMechanisms = ["CRAM-MD5", "DIGEST-MD5", "EXTERNAL", "ANONYMOUS", "GSSAPI", "GSS-SPNEGO", "NTLM"];

    /// <param name="octets">Without line end.</param>
    public TalkLine(ReadOnlyMemory<byte> octets)
    {
        Octets = octets;
        var words = Encoding.UTF8.GetString(octets.Span).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Name = words.Length > 0 ? words[0].ToUpperInvariant() : "";
        Arguments = words.Length > 0 ? words[1..] : [];
    }

    public TalkLine(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>The command in capitals; empty for an empty line.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>An order to this program, in place of a command to the server: no POP3 command begins with a dot.</summary>
    public bool IsOrder => Name.StartsWith('.');

    /// <summary>+OK is followed by lines up to a single dot.</summary>
    public bool HasList => Name switch
    {
        "CAPA" or "RETR" or "TOP" => true,
        "LIST" or "UIDL" or "AUTH" or "LANG" => Arguments.Count == 0,
        _ => false,
    };

    /// <summary>A login, if it is answered by +OK.</summary>
    public bool LogsIn => Name is "PASS" or "APOP" || (Name == "AUTH" && Arguments.Count > 0);

    /// <summary>The password itself goes over the wire, now or in the exchange that this begins.</summary>
    public bool ShowsPassword => Name switch
    {
        "PASS" => Arguments.Count > 0,
        "AUTH" when Arguments.Count > 0 => Arguments[0].ToUpperInvariant() is var mechanism
            && !mechanism.StartsWith("SCRAM-", StringComparison.Ordinal) && !ProofMechanisms.Contains(mechanism, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>Where in a line that is being typed its secret begins; the whole length where it has none.</summary>
    public static int SecretFrom(string text)
    {
        var end = text.Length;
        foreach (var (command, word) in new[] { ("PASS ", 0), ("APOP ", 1), ("AUTH ", 1) })
        {
            var start = text.Length - text.TrimStart().Length;
            if (text.AsSpan(start).StartsWith(command, StringComparison.OrdinalIgnoreCase))
            {
                end = start + command.Length;
                for (var skipped = 0; skipped < word && end < text.Length; skipped++)
                {
                    var space = text.IndexOf(' ', end);
                    end = space < 0 ? text.Length : space + 1;
                }
            }
        }

        return end;
    }

    /// <summary>As a transcript has it.</summary>
    /// <param name="sasl">It is a response in an exchange.</param>
    public string Shown(bool sasl) => ClientLine.Show(Octets.Span, sasl);
}
