namespace Restante.Client.Report.Catalogue;

/// <summary>The form of what the server says.</summary>
public static class ReplyFindings
{
    public static readonly FindingKind BareLf = new("bare-lf-replies", Severity.Warning,
        "replies end in LF alone",
        "POP3 lines end in CR LF. Some mail programs wait for the CR for ever, or show messages as one line.",
        "Let the server write CR LF. Usual causes: a script that prints \"\\n\", or a proxy that changes line ends.",
        "RFC 1939 §3");

    public static readonly FindingKind CrlfRequired = new("crlf-required", Severity.Info,
        "commands that end in LF alone are not answered",
        "The server waits for CR LF, as the RFC allows. People who type commands by hand, and scripts, wait for ever: `openssl s_client` without `-crlf`, `nc`, `printf 'QUIT\\n'`.",
        "Nothing has to be done. By hand use `openssl s_client -crlf`, `nc -C`, or `restante talk`.",
        "RFC 1939 §3");

    public static readonly FindingKind LineTooLong = new("reply-line-too-long", Severity.Warning,
        "a reply is longer than 512 octets",
        "A reply has at most 512 octets with its CR LF. Programs with a buffer of that size cut it, and take the rest for the next reply.",
        "Shorten the text of the reply.",
        "RFC 2449 §4");

    public static readonly FindingKind Unasked = new("unasked-reply", Severity.Error,
        "a reply that nobody asked for",
        "The server says one line too many. From there on each reply is taken for that of the next command: messages are lost, or deleted in the place of others.",
        "Find the command that is answered twice; a proxy in between that adds a line is another cause.",
        "RFC 1939 §3");

    public static readonly FindingKind BadReply = new("bad-reply", Severity.Error,
        "a reply is neither +OK nor -ERR",
        "Each reply begins with +OK or -ERR, in capitals, then a space or the line's end. A program that sees another word gives up, or waits.",
        "Find out which program answers: usual causes are a message printed by a script or a library in the middle of the session, and a proxy.",
        "RFC 1939 §3");

    public static readonly FindingKind CapaMissing = new("capa-missing", Severity.Warning,
        "the server has no CAPA",
        "Programs cannot ask what the server can do. Old servers are like this and it is allowed; some programs then do not find STLS or a better login, and try in vain.",
        "Update the server, or switch CAPA on; a proxy that does not know the command is another cause.",
        "RFC 2449 §5");

    public static readonly FindingKind PromiseBroken = new("capa-promise-broken", Severity.Error,
        "CAPA promises what the server does not do",
        "Programs go by what CAPA says, and fail here.",
        "Take the line out of CAPA, or switch the command on.",
        "RFC 2449 §5");

    public static readonly FindingKind PipeliningBroken = new("pipelining-broken", Severity.Error,
        "PIPELINING is promised and does not work",
        "Several commands sent at once are not all answered, or not in order. Fast mail programs hang, or take a reply for another's.",
        "Take PIPELINING out of CAPA, or let the server keep what it has read beyond a command's end.",
        "RFC 2449 §6.6");

    public static readonly FindingKind MissingTerminator = new("missing-terminator", Severity.Error,
        "a list or a message does not end",
        "The answer's last line is a single dot. Without it a program waits until its patience is over, or takes the next reply for a part of the answer.",
        "Let the server write CR LF . CR LF behind each list and message, empty ones included. A proxy that filters or counts octets is another cause.",
        "RFC 1939 §3");

    public static readonly FindingKind NotDotStuffed = new("not-dot-stuffed", Severity.Error,
        "lines that begin with a dot are not doubled",
        "A line of a message that begins with a dot is sent with a second one. Where it is not, programs remove the dot from the text, and a line that is a single dot ends the message: the rest is taken for replies.",
        "Mend the server; a filter that changes messages on the way is another cause.",
        "RFC 1939 §3");

    public static readonly FindingKind CodeUnknown = new("response-code-unknown", Severity.Info,
        "a response code that no standard has",
        "The words in brackets behind +OK or -ERR are registered codes. Programs ignore others.",
        "Nothing has to be done, unless a mail program trips over it.",
        "RFC 2449 §8");

    public static readonly IReadOnlyList<FindingKind> All =
    [
        BareLf, CrlfRequired, LineTooLong, Unasked, BadReply, CapaMissing, PromiseBroken, PipeliningBroken, MissingTerminator, NotDotStuffed, CodeUnknown,
    ];
}
