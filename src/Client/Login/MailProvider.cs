namespace Restante.Client.Login;

/// <summary>A provider whose refusals say less than is known: what its users have to do first.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Hosts">Ends of its servers' names.</param>
/// <param name="PasswordsEnded">It takes no passwords by POP3 from anybody.</param>
/// <param name="Advice">What to do.</param>
public sealed record MailProvider(string Name, string[] Hosts, bool PasswordsEnded, string Advice)
{
    private static readonly MailProvider[] All =
    [
        new("Microsoft", ["outlook.com", "office365.com", "hotmail.com", "live.com", "office.com"], true,
            "Microsoft takes no passwords by POP3 any more (Exchange Online since the end of 2022, Outlook.com since September 2024): use a mail program that logs in by OAuth, and see that POP is switched on in the mailbox's settings."),
        new("Google", ["gmail.com", "googlemail.com", "google.com"], false,
            "Google takes no ordinary password by POP3: switch on two-step verification, make an app password (https://support.google.com/accounts/answer/185833) and use it here; POP must be switched on in Gmail's settings (Forwarding and POP/IMAP)."),
        new("Yahoo", ["yahoo.com", "yahoo.co.jp", "aol.com", "ymail.com"], false,
            "Yahoo and AOL take no ordinary password by POP3: make an app password in the account's security settings and use it here."),
        new("GMX and WEB.DE", ["gmx.net", "gmx.com", "gmx.de", "web.de", "mail.com"], false,
            "GMX and WEB.DE keep POP3 switched off until it is switched on in the mailbox's settings, switch it off again when it is not used for long, and then answer as to a wrong password. With two-factor login an app password is needed."),
        new("Yandex", ["yandex.ru", "yandex.com", "yandex.net", "ya.ru"], false,
            "Yandex wants POP3 switched on in the mailbox's settings (mail programs) and an app password; its reply does not tell a wrong password from POP3 that is off."),
        new("Mail.ru", ["mail.ru"], false,
            "Mail.ru takes no ordinary password by POP3: make a password for external programs (https://help.mail.ru/mail/security/protection/external)."),
        new("QQ", ["qq.com", "foxmail.com"], false,
            "QQ takes no ordinary password by POP3: switch POP3 on in the mailbox's settings and use the authorization code that it gives; its reply does not tell the causes apart."),
        new("NetEase", ["163.com", "126.com", "yeah.net"], false,
            "NetEase takes no ordinary password by POP3: switch POP3 on in the mailbox's settings and use the authorization code that it gives."),
    ];

    /// <summary>The provider of a server's name; null for others.</summary>
    public static MailProvider? Find(string host) => Array.Find(All, p => Array.Exists(p.Hosts,
        end => host.Equals(end, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + end, StringComparison.OrdinalIgnoreCase)));
}
