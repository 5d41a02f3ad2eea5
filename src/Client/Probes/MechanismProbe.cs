using Restante.Client.Login;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Client.Probes;

/// <summary>
/// Each promised way to log in that this program speaks, once, with the password that is known to be right. GSSAPI, NTLM,
/// EXTERNAL and OAuth need what it does not have; the -PLUS mechanisms need a binding that .NET does not give.
/// </summary>
public sealed class MechanismProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.LoginWorks != true || examination.BestWay is not { } way)
        {
            return;
        }

        var greeting = examination.Listeners.FirstOrDefault(l => l.Way.EndPoint.Equals(way.EndPoint))?.Greeting;
        var timestamp = greeting is null ? null : ApopDigest.FindTimestamp(greeting.Text);
        var first = examination.FirstLogin!;
        var promised = LoginMethod.Promised(examination.BestCapabilities, timestamp)
            .Where(m => m != first.Decisive.Method).ToList();
        if (examination.BestCapabilities is null)
        {
            promised.Remove(LoginMethod.UserPass);
        }

        foreach (var method in promised)
        {
            if (first.Attempts.FirstOrDefault(a => a.Method == method) is { } failed)
            {
                Judge(examination, failed, way);
            }
            else
            {
                await TryAsync(examination, way, method, cancellation);
            }
        }
    }

    private static async Task TryAsync(Examination examination, Way way, LoginMethod method, CancellationToken cancellation)
    {
        if (examination.Entrance.MustSpareLogins)
        {
            examination.Report.Add(new Step($"login by {method.Name}", true, "left out: the server wants a long time between logins", TimeSpan.Zero));
            return;
        }

        await examination.StepAsync($"login by {method.Name}", async () =>
        {
            var session = await examination.Entrance.LogInAsync(way, method, cancellation);
            if (!session.IsIn)
            {
                Judge(examination, session.Decisive, way, session);
                return (false, session.Decisive.InWords);
            }

            LoginProbe.JudgeTime(examination, session.Decisive, way);
            if (await LoginProbe.CloseMailboxAsync(examination, session, cancellation) is { } closed)
            {
                await session.DisposeAsync();
                return (false, closed);
            }

            await examination.LeaveAsync(session, cancellation);
            return (true, "");
        });
    }

    private static void Judge(Examination examination, LoginAttempt attempt, Way way, LoggedIn? session = null)
    {
        var seen = $"{way}: {attempt.InWords}";
        switch (attempt.Result)
        {
            case LoginResult.Locked or LoginResult.Delay or LoginResult.Temporary or LoginResult.NotOpen when session is not null:
                LoginVerdict.ReportLater(examination, session, way.ToString());
                break;
            case LoginResult.BadReply or LoginResult.NoWay:
                break;
            case LoginResult.MechanismFailed when attempt.Method == LoginMethod.UserPass && attempt.Reply is { Status: ReplyStatus.Error } refused:
                examination.Report.Add(ReplyFindings.PromiseBroken, $"{way}: CAPA promises USER; USER: {refused.Shown}");
                break;
            case var _ when attempt.Method == LoginMethod.Apop:
                // The RFC asks for a timestamp where there is APOP, not the other way round.
                var unknown = attempt.Result == LoginResult.MechanismFailed;
                examination.Report.Add(LoginFindings.MechanismFails, $"{seen} (the greeting has a timestamp)", severity: unknown ? Severity.Info : Severity.Warning);
                break;
            default:
                examination.Report.Add(LoginFindings.MechanismFails, seen);
                break;
        }
    }
}
