using System.Text.RegularExpressions;
using Restante.Client.Wire;

namespace Restante.Client.Login;

/// <summary>
/// Why a login was refused, as far as the reply tells: by its response code (RFC 2449 §8, RFC 3206), and where that says
/// little by the words that servers and providers use.
/// </summary>
public static partial class LoginRefusal
{
    /// <summary>What a reply that ends a login, or a step of it, says.</summary>
    public static LoginResult Judge(ServerReply reply) => reply.Status switch
    {
        ReplyStatus.Ok => LoginResult.In,
        ReplyStatus.TimedOut => LoginResult.TimedOut,
        ReplyStatus.Closed or ReplyStatus.Broken => LoginResult.Closed,
        ReplyStatus.Bad or ReplyStatus.Challenge => LoginResult.BadReply,
        _ => JudgeError(reply.Code, reply.Text),
    };

    /// <summary>The server does not know the command, or does not take it here: this says nothing of the password.</summary>
    public static bool IsUnknownCommand(ServerReply reply) =>
        reply.Status == ReplyStatus.Error && UnknownCommand().IsMatch(reply.Text);

    /// <summary>The page that the reply names; null where it names none.</summary>
    public static string? FindAddress(ServerReply? reply) =>
        reply is not null && Address().Match(reply.Text) is { Success: true } match ? match.Value.TrimEnd('.', ',', ')', ']', '>', ';') : null;

    private static LoginResult JudgeError(string? code, string text) => code switch
    {
        "IN-USE" => LoginResult.Locked,
        "LOGIN-DELAY" => LoginResult.Delay,
        "SYS/TEMP" => LoginResult.Temporary,
        _ when WantsTls().IsMatch(text) => LoginResult.NeedsTls,
        _ when WantsOther().IsMatch(text) => LoginResult.Disabled,
        "SYS/PERM" => LoginResult.Permanent,
        _ when TooSoon().IsMatch(text) => LoginResult.Delay,
        _ when TooMany().IsMatch(text) => LoginResult.Temporary,
        "AUTH" => LoginResult.Refused,
        _ when IsLocked(text) => LoginResult.Locked,
        _ when Trouble().IsMatch(text) && !WrongPassword().IsMatch(text) => LoginResult.Temporary,
        _ => LoginResult.Refused,
    };

    // "account locked" is somebody's decision about a person, "mailbox locked" another session.
    private static bool IsLocked(string text) =>
        InUse().IsMatch(text) || (Lock().IsMatch(text) && (!Account().IsMatch(text) || Mailbox().IsMatch(text)));

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"(plain|clear)-?text[^.]*(disallowed|disabled|not (allowed|permitted|accepted)|refused|secur|encrypt|\b(ssl|tls)\b)|\b(ssl|tls|stls|starttls|transport (layer|level) security|encryption|secured? (connection|channel))\b[^.]{0,40}(required|needed|mandatory|first|necessary|only)|(requires?|required|must|needs? to|please|should|only|first|needs?)\b[^.]{0,60}\b(ssl|tls|stls|starttls|encrypt(ed|ion)?|transport (layer|level) security|secured? (connection|channel))\b|use ""?(stls|starttls|tls|ssl)\b|(non-?secured?|in-?secure|unsecured?|unencrypted) (connection|channel|session)|privacyrequired", Options)]
    private static partial Regex WantsTls();

    [GeneratedRegex(@"application[- ]specific|app(lication)?[- ]?passwords?|basic auth(entication)?|oauth|modern auth|web ?login required|log ?in via (your |the )?(web|browser)|less secure app|not enabled for pop|pop3?( access| service| protocol)? (is |has been )?(currently )?(disabled|not enabled|not activated|turned off|switched off|not allowed|not permitted|forbidden)|(disabled|not enabled|not activated|deactivated) (for |the )?pop3?\b|enable pop|pop3?( and|/|,)? ?(smtp|imap)[^.]*(disabled|not enabled|turned off)|authori[sz]ation code|authcode|account is not enabled|service is not open|logondenied-|user does ?n.t have (the )?pop|pop3?( access)?( is)? not allowed for|parol prilozheniya|err\.login\.reqcode", Options)]
    private static partial Regex WantsOther();

    [GeneratedRegex(@"minimum (time|interval|delay)|(log ?ins?|check|poll|connect)[a-z ]* too (often|frequent|soon|recent)|too (recently|frequent|soon)|frequency of requests|exceeded the log ?in limit|log ?in delay", Options)]
    private static partial Regex TooSoon();

    [GeneratedRegex(@"too many|rate.?limit|temporarily (blocked|locked|disabled|banned|suspended|unavailable|rejected)|maximum (number of )?(connections|log ?ins|sessions)|(connection|session|log ?in) limit|limit (reached|exceeded)", Options)]
    private static partial Regex TooMany();

    [GeneratedRegex(@"temporar|try (again|later)|again later|unavailable|not available|busy|overload|internal (server )?error|server error|system error|back-?end|maintenance|out of (memory|space)|timed? ?out|can ?not (connect|contact|open)|unable to (connect|contact|open)|i/o error|database", Options)]
    private static partial Regex Trouble();

    [GeneratedRegex(@"(invalid|incorrect|wrong|bad|unknown|mismatch)[a-z ,/-]*(pass|user|log ?in|credential|account|auth)|(pass(word)?|credentials?|user ?name|log ?in)[a-z ,/-]*(invalid|incorrect|wrong|bad|mismatch|not match|do not match)|no such user", Options)]
    private static partial Regex WrongPassword();

    [GeneratedRegex(@"in use|(another|other|already)[a-z0-9 ]*(session|logged ?in|active|open)|(mailbox|maildrop|mail ?drop|inbox) (is )?(currently )?(busy|opened?)|lock busy", Options)]
    private static partial Regex InUse();

    [GeneratedRegex(@"\b(dot)?lock(ed|ing|s|file)?\b", Options)]
    private static partial Regex Lock();

    [GeneratedRegex(@"account|\buser\b|log ?in", Options)]
    private static partial Regex Account();

    [GeneratedRegex(@"mailbox|mail ?drop|inbox|spool|mbox|another|other|session|folder", Options)]
    private static partial Regex Mailbox();

    [GeneratedRegex(@"(unknown|unrecogni[sz]ed|invalid|bad|unsupported|no such|illegal|undefined|unimplemented)( authentication| auth| sasl)? (command|mechanism|method|verb|auth type)|(command|mechanism|method|auth(entication)?|user|apop)[a-z ]* (is )?(not|un)[- ]?(recogni[sz]ed|known|supported|implemented|available|enabled|understood)|not implemented|unsupported|(what|huh)\?", Options)]
    private static partial Regex UnknownCommand();

    [GeneratedRegex(@"https?://[!-~]+", Options)]
    private static partial Regex Address();
}
