using Restante.Client.Login;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>Logs in by the best way, and sees whether the mailbox is open then. What comes later goes by <see cref="Examination.LoginWorks"/>.</summary>
public sealed class LoginProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.Options.User is not { } user || examination.BestWay is not { } way)
        {
            return;
        }

        await examination.StepAsync($"login as {Protocol.Transcript.ClientLine.Escape(System.Text.Encoding.UTF8.GetBytes(user))} on {way}", async () =>
        {
            var session = await examination.LogInAsync(cancellation);
            examination.LoginWorks = session.IsIn;
            if (!session.IsIn)
            {
                LoginVerdict.Report(examination, session, way.ToString());
                return (false, session.Decisive.Result == LoginResult.NoWay ? $"not tried: {session.Decisive.InWords} (--allow-cleartext allows it)" : session.Decisive.InWords);
            }

            examination.FirstLogin = session;
            JudgeTime(examination, session.Decisive, way);
            if (await CloseMailboxAsync(examination, session, cancellation) is { } closed)
            {
                examination.LoginWorks = false;
                await session.DisposeAsync();
                return (false, closed);
            }

            await examination.LeaveAsync(session, cancellation);
            return (true, $"by {session.Decisive.Method!.Name}");
        });
        if (examination.LoginWorks == false)
        {
            examination.Report.Add(new Report.Step("what needs a login", false, "left out: nobody is logged in", TimeSpan.Zero));
        }
    }

    public static void JudgeTime(Examination examination, LoginAttempt attempt, Way way)
    {
        if (attempt.Elapsed >= examination.Options.Thresholds.SlowLogin)
        {
            examination.Report.Add(LoginFindings.Slow, $"{way}: {attempt.Method!.Name} takes {attempt.Elapsed.TotalSeconds:0.0} s");
        }
    }

    /// <summary>What keeps a mailbox closed after +OK; null where it is open.</summary>
    public static async Task<string?> CloseMailboxAsync(Examination examination, LoggedIn session, CancellationToken cancellation)
    {
        // The fault may be told without being asked: Dovecot's way when the mailbox fails after the login.
        var more = await session.Session.HearMoreAsync(ReadLimits.Moment, cancellation);
        if (more is { IsOk: true } or { Status: ReplyStatus.Bad or ReplyStatus.Challenge })
        {
            session.Session.Faults.NoteUnasked($"behind the login: {more.Shown}");
            examination.IsTalkative = true;
            session.Session.IsTalkative = true;
            more = null;
        }

        var answer = more ?? await session.Session.AskAsync("STAT", cancellation);
        if (answer.IsOk || answer.Status is ReplyStatus.Bad || LoginRefusal.IsUnknownCommand(answer))
        {
            return null;
        }

        var seen = $"{session.Decisive.Method!.Name}: {session.Decisive.Reply!.Shown}, then {(more is null ? "STAT: " : "")}{answer.InWords}";
        if (answer.Status == ReplyStatus.Error && LoginRefusal.Judge(answer) == LoginResult.Disabled)
        {
            // Gmail's way: the password is right, and POP is off.
            examination.Report.Add(LoginFindings.PasswordDisabled, seen, advice: MailProvider.Find(examination.Options.Target.Host)?.Advice);
        }
        else
        {
            examination.Report.Add(LoginFindings.OkTooEarly, seen);
        }

        return seen;
    }
}
