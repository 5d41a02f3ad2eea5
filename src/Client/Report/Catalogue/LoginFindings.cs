namespace Restante.Client.Report.Catalogue;

/// <summary>Logging in.</summary>
public static class LoginFindings
{
    public static readonly FindingKind CleartextOffered = new("cleartext-login-offered", Severity.Warning,
        "passwords are taken in clear text",
        "The server takes a user name and a password on a connection without TLS. Whoever is on the way reads them, and a mail program that is set to no encryption never tells its user.",
        "Let the server take passwords only after STLS or on the TLS port (Dovecot: `auth_allow_cleartext = no`, before 2.4 `disable_plaintext_auth = yes`), once the mail programs are set so.",
        "RFC 8314 §4.1");

    public static readonly FindingKind TlsNeeded = new("tls-needed-to-login", Severity.Warning,
        "the login needs TLS, and there was none",
        "The server takes no password on a connection without TLS, as it should. A mail program set to no encryption is refused in the same way, with a message that often reads like a wrong password.",
        "Set the mail program to TLS (port 995) or STARTTLS (port 110). If the server offers neither, give it a certificate.",
        "RFC 2595 §2.2");

    public static readonly FindingKind Refused = new("login-refused", Severity.Error,
        "the login is refused",
        "The user name or the password is not right, or the server has a reason that it does not tell.",
        "Check the form of the user name first: many servers want the full address (ann@example.com), some the part before the @ only. Then the password: try it in the provider's web mail. After many wrong tries servers block a user or an address for a while: wait before you try again. The server's log has the reason.",
        "RFC 1939 §7");

    public static readonly FindingKind TemporaryFailure = new("login-temporary-failure", Severity.Error,
        "the server cannot check logins now",
        "The user name and the password may be right: the server has a trouble of its own (its user database, its disk), or refuses for a while because of too many logins or connections. Some mail programs ask for the password again, which is wrong and helps nothing.",
        "Try again later; check the server's user database, disk space and limits of connections, and its log at the time of this check.",
        "RFC 3206 §4");

    public static readonly FindingKind Locked = new("mailbox-locked", Severity.Error,
        "another session has the mailbox",
        "POP3 lets one session at a time have a mailbox. Another mail program (a telephone, a second computer, a fetching provider) is fetching, or one died and the server still waits for it: such a lock goes when the server's time for idle sessions is over, commonly 10 minutes.",
        "Wait 10 minutes and check again. If it stays, look on the server for a session of this user (`doveadm who`, `ps`) and for a lock file beside the mailbox, and end what is dead. If it comes back, two programs fetch too often at the same time.",
        "RFC 1939 §4, RFC 2449 §8.1.2");

    public static readonly FindingKind Delay = new("login-delay", Severity.Warning,
        "the server wants time between two logins",
        "The server refuses a login that comes too soon after the last one. A mail program that looks for mail more often shows an error each time, though nothing is wrong with the password.",
        "Set mail programs to look for mail less often; several programs or telephones of one user count together.",
        "RFC 2449 §6.5, §8.1.1");

    public static readonly FindingKind PasswordDisabled = new("password-login-disabled", Severity.Error,
        "this account cannot log in with this password",
        "The provider takes no ordinary password here: it wants OAuth, an app password made for mail programs, or POP3 to be switched on for the account first. The password itself may be right.",
        "Follow the page that the reply names. In the account's settings switch POP3 on, make an app password and use it here in place of the ordinary one; where the provider has ended passwords, use a mail program that speaks OAuth.",
        "");

    public static readonly FindingKind MechanismFails = new("mechanism-promised-but-fails", Severity.Error,
        "a promised way to log in fails",
        "The server offers this mechanism, and refuses the right password by it; by another one the same password works. A mail program that prefers the broken one cannot log in, and says that the password is wrong.",
        "Take the mechanism out of the server's list, or give it what it needs: CRAM-MD5, DIGEST-MD5 and APOP need the password itself in the user database, SCRAM its own kind of hash. APOP is offered by the timestamp <…@…> in the greeting.",
        "RFC 5034 §3, §4");

    public static readonly FindingKind UsersTold = new("users-can-be-told-apart", Severity.Warning,
        "the server tells which users exist",
        "For a user who does not exist the answer, or its time, is another than for one with a wrong password. Whoever guesses passwords learns from it which names are worth guessing at.",
        "Let the server answer USER with +OK always, and PASS with the same text after the same time, whether or not the user exists.",
        "RFC 1939 §13");

    public static readonly FindingKind OkTooEarly = new("ok-before-mailbox-opens", Severity.Error,
        "the login says +OK before the mailbox is open",
        "The server accepts the login and only then fails to open the mailbox. Mail programs show no reason, or an empty mailbox.",
        "Look in the server's log why the mailbox does not open (permissions, a lock, a missing folder); let the server open it before it answers.",
        "RFC 1939 §4");

    public static readonly FindingKind Slow = new("slow-login", Severity.Warning,
        "the login takes long",
        "Each look for mail waits for this. Usual causes: a slow user database, a very large mailbox that the server lists anew each time, or a pause that it makes after failed logins from this address.",
        "Compare with another user's mailbox: if that is fast, it is the mailbox's size or its index, else the user database or a pause for this address.",
        "");

    public static readonly IReadOnlyList<FindingKind> All =
    [
        CleartextOffered, TlsNeeded, Refused, TemporaryFailure, Locked, Delay, PasswordDisabled, MechanismFails, UsersTold, OkTooEarly, Slow,
    ];
}
