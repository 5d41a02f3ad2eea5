using Restante.EndToEnd.Mail;

namespace Restante.EndToEnd.Servers;

/// <summary>A POP3 server on loopback whose mailboxes a test can fill. Ours, and Dovecot to prove the tests against.</summary>
internal interface IPop3ServerUnderTest : IAsyncDisposable
{
    int PlainPort { get; }

    int TlsPort { get; }

    /// <summary>True when STAT and LIST promise just the octets that RETR sends.</summary>
    bool SizesAreExact { get; }

    /// <summary>PEM, to be trusted by clients.</summary>
    string CertificateFile { get; }

    /// <summary>A user with an empty mailbox, whom no other test gets.</summary>
    MailUser NextUser();

    /// <summary>What the server said and logged, for the message of a failing test.</summary>
    string Output { get; }
}

/// <summary>A user of a server under test.</summary>
internal sealed record MailUser(string Name, string Password, Maildir Maildir);
