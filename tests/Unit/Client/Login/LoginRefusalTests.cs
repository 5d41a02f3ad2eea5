using System.Text;
using Restante.Client.Login;
using Restante.Client.Wire;

namespace Restante.Unit.Client.Login;

public sealed class LoginRefusalTests
{
    [Theory]
    [InlineData("-ERR [AUTH] Authentication failed.", LoginResult.Refused)]
    [InlineData("-ERR authentication failed", LoginResult.Refused)]
    [InlineData("-ERR [AUTH] Username and password not accepted.", LoginResult.Refused)]
    [InlineData("-ERR Invalid password, please try again", LoginResult.Refused)]
    [InlineData("-ERR no such user here", LoginResult.Refused)]
    [InlineData("-ERR account locked", LoginResult.Refused)]
    [InlineData("-ERR your user account has been blocked", LoginResult.Refused)]
    [InlineData("-ERR Permission denied.", LoginResult.Refused)]
    [InlineData("-ERR login failed", LoginResult.Refused)]
    [InlineData("-ERR", LoginResult.Refused)]
    [InlineData("-ERR [IN-USE] Do you have another POP session running?", LoginResult.Locked)]
    [InlineData("-ERR [IN-USE/2] no", LoginResult.Locked)]
    [InlineData("-ERR [LOGIN-DELAY/60] no", LoginResult.Delay)]
    [InlineData("-ERR [sys/temp/disk] no", LoginResult.Temporary)]
    [InlineData("-ERR [SYS/PERM/DISK] no", LoginResult.Permanent)]
    [InlineData("-ERR [SYS/TEMPER] no", LoginResult.Refused)]
    [InlineData("-ERR [AUTH/EXPIRED] no", LoginResult.Refused)]
    [InlineData("-ERR maildrop already locked", LoginResult.Locked)]
    [InlineData("-ERR unable to lock maildrop", LoginResult.Locked)]
    [InlineData("-ERR [SYS/PERM] mailbox is gone", LoginResult.Permanent)]
    [InlineData("-ERR Mailbox is locked by another POP3 session", LoginResult.Locked)]
    [InlineData("-ERR mailbox in use", LoginResult.Locked)]
    [InlineData("-ERR mailbox busy, try again later", LoginResult.Locked)]
    [InlineData("-ERR /var/mail/ann lock busy! Is another session active? (11)", LoginResult.Locked)]
    [InlineData("-ERR account is locked by another session", LoginResult.Locked)]
    [InlineData("-ERR [LOGIN-DELAY] minimum time between mail checks violation", LoginResult.Delay)]
    [InlineData("-ERR logins too frequent", LoginResult.Delay)]
    [InlineData("-ERR Exceeded the login limit for a 15 minute period. Reduce the frequency of requests to the POP3 server.", LoginResult.Delay)]
    [InlineData("-ERR [SYS/TEMP] Temporary authentication failure.", LoginResult.Temporary)]
    [InlineData("-ERR Temporary authentication failure", LoginResult.Temporary)]
    [InlineData("-ERR internal server error", LoginResult.Temporary)]
    [InlineData("-ERR service temporarily unavailable", LoginResult.Temporary)]
    [InlineData("-ERR too many failed logins", LoginResult.Temporary)]
    [InlineData("-ERR [AUTH] too many failures, try again later", LoginResult.Temporary)]
    [InlineData("-ERR server busy, try again", LoginResult.Temporary)]
    [InlineData("-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.", LoginResult.NeedsTls)]
    [InlineData("-ERR use STLS first", LoginResult.NeedsTls)]
    [InlineData("-ERR [AUTH] Cleartext login on this server requires the use of transport level security (SSL/TLS)", LoginResult.NeedsTls)]
    [InlineData("-ERR Command is not valid in this state: SSL connection required", LoginResult.NeedsTls)]
    [InlineData("-ERR You must encrypt the connection before logging in", LoginResult.NeedsTls)]
    [InlineData("-ERR Login not permitted on unencrypted connection", LoginResult.NeedsTls)]
    [InlineData("-ERR [AUTH] PLAIN authentication failed", LoginResult.Refused)]
    [InlineData("-ERR please check your user name and password", LoginResult.Refused)]
    [InlineData("-ERR Must issue a STARTTLS command first", LoginResult.NeedsTls)]
    [InlineData("-ERR TLS required", LoginResult.NeedsTls)]
    [InlineData("-ERR encryption needed to log in", LoginResult.NeedsTls)]
    [InlineData("-ERR [AUTH] Application-specific password required: http://support.google.com/accounts/bin/answer.py?answer=185833", LoginResult.Disabled)]
    [InlineData("-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable your account for POP access.", LoginResult.Disabled)]
    [InlineData("-ERR [AUTH] Web login required: https://support.google.com/mail/answer/78754", LoginResult.Disabled)]
    [InlineData("-ERR [AUTH] login failure or POP3 disabled, try later. sc=HtjJitcPRuQ1", LoginResult.Disabled)]
    [InlineData("-ERR Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.", LoginResult.Disabled)]
    [InlineData("-ERR NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED", LoginResult.Disabled)]
    [InlineData("-ERR ERR.LOGIN.REQCODE", LoginResult.Disabled)]
    [InlineData("-ERR pop not allowed for user", LoginResult.Disabled)]
    [InlineData("-ERR [AUTH] password login disabled, see https://example.com/oauth", LoginResult.Disabled)]
    [InlineData("-ERR passwords are no longer accepted", LoginResult.Disabled)]
    [InlineData("-ERR two-factor authentication is on for this account", LoginResult.Disabled)]
    [InlineData("-ERR login disabled on plaintext connections", LoginResult.NeedsTls)]
    [InlineData("-ERR password incorrect", LoginResult.Refused)]
    [InlineData("-ERR account disabled", LoginResult.Refused)]
    [InlineData("-ERR Basic authentication is disabled.", LoginResult.Disabled)]
    [InlineData("-ERR Logon failure: unknown user name or bad password.", LoginResult.Refused)]
    [InlineData("-ERR [AUTH] (#AUTH012) Incorrect username or password.", LoginResult.Refused)]
    [InlineData("-ERR [SYS/TEMP] Server error - Please try again later.", LoginResult.Temporary)]
    public void A_refusal_says_why(string reply, LoginResult result) => Assert.Equal(result, LoginRefusal.Judge(Reply(reply)));

    [Theory]
    [InlineData("-ERR unknown command", true)]
    [InlineData("-ERR Unsupported authentication mechanism.", true)]
    [InlineData("-ERR [AUTH] Authentication failed.", false)]
    [InlineData("-ERR invalid user or password", false)]
    public void A_command_that_the_server_does_not_know_is_no_wrong_password(string reply, bool unknown) =>
        Assert.Equal(unknown, LoginRefusal.IsUnknownCommand(Reply(reply)));

    [Fact]
    public void The_page_in_a_refusal_is_found() => Assert.Equal(
        "https://support.google.com/accounts/answer/185833",
        LoginRefusal.FindAddress(Reply("-ERR [AUTH] Application-specific password required: https://support.google.com/accounts/answer/185833")));

    private static ServerReply Reply(string line) => new(line.StartsWith('+') ? ReplyStatus.Ok : ReplyStatus.Error, Encoding.ASCII.GetBytes(line), TimeSpan.Zero);
}
