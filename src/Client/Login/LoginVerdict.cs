using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Login;

/// <summary>Names the cause of a login that failed.</summary>
public static class LoginVerdict
{
    /// <summary>What leaves a session behind that the server still works on.</summary>
    private static readonly FindingKind[] KnownHangs =
        [MailboxFindings.QuitUnanswered, MailboxFindings.MessageStalls, MailboxFindings.TopWrong, ReplyFindings.MissingTerminator, ReplyFindings.PipeliningBroken];

    /// <summary>Reports it. Nothing where the reply's form is at fault, which is told of elsewhere, or where nothing was sent on purpose.</summary>
    /// <param name="examination">Where to.</param>
    /// <param name="session">What was tried.</param>
    /// <param name="where">The way, for what is seen.</param>
    public static void Report(Examination examination, LoggedIn session, string where)
    {
        var attempt = session.Decisive;
        var options = examination.Options;
        var provider = MailProvider.Find(options.Target.Host);
        var seen = $"{where}: {attempt.InWords}";
        var report = examination.Report;
        switch (attempt.Result)
        {
            case LoginResult.Refused when provider is { PasswordsEnded: true }:
                report.Add(LoginFindings.PasswordDisabled, seen, advice: provider.Advice);
                break;
            case LoginResult.Refused when OnlyTokens(examination):
                report.Add(LoginFindings.PasswordDisabled, $"{seen}; CAPA offers {string.Join(' ', examination.BestCapabilities!.Mechanisms)}");
                break;
            case LoginResult.Refused:
                report.Add(LoginFindings.Refused, seen, advice: RefusedAdvice(options.User!, provider));
                break;
            case LoginResult.Permanent:
                report.Add(LoginFindings.Refused, seen, "The server says that it has a trouble with this account which somebody must mend; it says nothing about the password.",
                    "Tell the server's administrator; its log has the reason.");
                break;
            case LoginResult.Closed:
                report.Add(LoginFindings.Refused, seen,
                    "The server closed the connection in place of an answer. Some do so upon a wrong password or after several; others where an address is blocked, a limit on logins or connections is reached, or a program fails. These cannot be told apart from here.",
                    "Check the user name's form (many servers want the full address) and the password, in web mail for instance; wait some minutes, in case of a limit; then look in the server's log for the time of this check.");
                break;
            case LoginResult.Disabled:
                var page = LoginRefusal.FindAddress(attempt.Reply);
                report.Add(LoginFindings.PasswordDisabled, seen,
                    advice: provider?.Advice ?? (page is null ? null : $"Follow {page}. {LoginFindings.PasswordDisabled.Advice}"));
                break;
            case LoginResult.Locked:
                report.Add(LoginFindings.Locked, seen);
                break;
            case LoginResult.Delay when attempt.Reply is not null:
                report.Add(LoginFindings.Delay, seen);
                break;
            case LoginResult.Temporary:
                report.Add(LoginFindings.TemporaryFailure, seen);
                break;
            case LoginResult.TimedOut:
                report.Add(LoginFindings.TemporaryFailure, seen, "The server takes the login and does not answer it: its user database hangs, it makes a long pause after failed logins, or it waits for a lock on the mailbox. These cannot be told apart from here.");
                break;
            case LoginResult.NotOpen:
                report.Add(LoginFindings.TemporaryFailure, seen, "The server greeted a moment ago and now does not: a limit on connections from one address, or too few processes.");
                break;
            case LoginResult.NeedsTls:
                report.Add(LoginFindings.TlsNeeded, seen);
                break;
            case LoginResult.MechanismFailed:
                ReportMechanisms(examination, session, where);
                break;
            default:
                break;
        }
    }

    /// <summary>Reports a login that failed after one had worked: what is left are locks, delays and limits.</summary>
    public static void ReportLater(Examination examination, LoggedIn session, string where)
    {
        var attempt = session.Decisive;
        var seen = $"{where}, after a login that worked: {attempt.InWords}";
        switch (attempt.Result)
        {
            case LoginResult.Locked when !examination.Entrance.LastEndedWell:
                examination.Report.Add(LoginFindings.Locked, seen,
                    "The session before this one was left without an answer of the server, which may not know that it is over: the lock is as it seems our own. It goes when the server gives that session up.",
                    severity: KnownHangs.Any(examination.Report.Has) ? Severity.Info : Severity.Warning);
                break;
            case LoginResult.Locked:
                examination.Report.Add(LoginFindings.Locked, seen, $"The session before this one had ended with QUIT, and its lock is still there. {LoginFindings.Locked.Meaning}");
                break;
            case LoginResult.Delay when attempt.Reply is not null:
                examination.Report.Add(LoginFindings.Delay, seen, severity: examination.Entrance.PromisedDelay > TimeSpan.Zero ? Severity.Info : null);
                break;
            case LoginResult.Temporary or LoginResult.NotOpen or LoginResult.TimedOut:
                examination.Report.Add(LoginFindings.TemporaryFailure, seen,
                    "Logins work, and further ones shortly after do not: a limit on logins or connections, or a server under load.", severity: Severity.Warning);
                break;
            default:
                break;
        }
    }

    /// <summary>What was tried failed before the password counted: what was promised is broken, what was not is not there.</summary>
    private static void ReportMechanisms(Examination examination, LoggedIn session, string where)
    {
        var promised = session.Attempts.Where(a => a.Method is { } m && IsPromised(examination.BestCapabilities, m)).ToList();
        if (OnlyTokens(examination))
        {
            examination.Report.Add(LoginFindings.PasswordDisabled, $"{where}: {session.Decisive.InWords}; CAPA offers {string.Join(' ', examination.BestCapabilities!.Mechanisms)}");
        }
        else if (promised.Count > 0)
        {
            foreach (var attempt in promised)
            {
                examination.Report.Add(LoginFindings.MechanismFails, $"{where}: {attempt.InWords}",
                    "The server offers this way to log in and does not take it, whatever the password. No promised way that this program speaks works.");
            }
        }
        else
        {
            examination.Report.Add(LoginFindings.Refused, $"{where}: {session.Decisive.InWords}",
                "The server knows no way to log in that this program speaks.", "Look in the server's settings which ways to log in are switched on.");
        }
    }

    private static bool IsPromised(CapabilitySet? capabilities, LoginMethod method) =>
        capabilities is not null && LoginMethod.Promised(capabilities, null).Contains(method);

    /// <summary>CAPA offers OAuth and nothing that takes a password.</summary>
    private static bool OnlyTokens(Examination examination) =>
        examination.BestCapabilities is { } capabilities && !capabilities.Has("USER")
        && capabilities.Mechanisms.Any(m => m is "XOAUTH2" or "OAUTHBEARER") && LoginMethod.Promised(capabilities, null).Count == 0;

    private static string RefusedAdvice(string user, MailProvider? provider)
    {
        var form = user.Contains('@', StringComparison.Ordinal)
            ? "The name given is a full address; some servers want the part before the @ only."
            : "The name given has no @; many servers want the full address (ann@example.com).";
        return provider is null ? $"{form} {LoginFindings.Refused.Advice}" : $"{provider.Advice} {form}";
    }
}
