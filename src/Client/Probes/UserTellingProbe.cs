using System.Text;
using Restante.Client.Login;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Client.Probes;

/// <summary>
/// Whether the server tells a wrong password from a user who does not exist, by its words or by its time. It costs one
/// failed login of the user, and a second one only to make sure. Comes late: servers slow down who fails.
/// </summary>
public sealed class UserTellingProbe : IProbe
{
    /// <summary>Below, it may be the network, or the time that a password hash takes.</summary>
    private static readonly TimeSpan ClearDifference = TimeSpan.FromMilliseconds(300);

    private const int ClearRatio = 2;

    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.LoginWorks != true || examination.Options is not { Monitoring: false, User: { } user } || examination.BestWay is not { } way
            || examination.Entrance.MustSpareLogins || MethodOf(examination) is not { } method)
        {
            return;
        }

        await examination.StepAsync("a wrong password, and a user who does not exist", async () =>
        {
            var trials = new List<Trial> { await TryAsync(examination, way, method, user, true, cancellation) };
            trials.Add(await TryAsync(examination, way, method, StrangerLike(user), false, cancellation));
            JudgeCode(examination, trials[0]);
            if (!TextsDiffer(trials) && (!TimesDiffer(trials) || await IsPauseForAllAsync(examination, way, method, trials, cancellation)))
            {
                return (true, "answered alike");
            }

            // The other way round, so that a pause that grows with each failure is not taken for a difference. Strangers cost nobody a failed login.
            trials.Add(await TryAsync(examination, way, method, user, true, cancellation));
            if (TextsDiffer(trials) || TimesDiffer(trials))
            {
                trials.Add(await TryAsync(examination, way, method, StrangerLike(user), false, cancellation));
                trials.Add(await TryAsync(examination, way, method, StrangerLike(user), false, cancellation));
            }

            var seen = TextsDiffer(trials) ? $"existing user: {trials[0].Said}; unknown user: {trials[1].Said}"
                : TimesDiffer(trials) ? $"existing user: after {Times(trials, true)}; unknown user: after {Times(trials, false)}"
                : null;
            if (seen is not null)
            {
                examination.Report.Add(LoginFindings.UsersTold, $"{way}: {seen}");
            }

            return (seen is null, seen ?? "no difference that stays");
        });
    }

    /// <summary>
    /// Dovecot and others make everybody at an address wait after failures, the right password as well. A login tells that,
    /// and ends the pause: else the address's mail programs would wait for what was done here.
    /// </summary>
    private static async Task<bool> IsPauseForAllAsync(Examination examination, Way way, LoginMethod method, List<Trial> trials, CancellationToken cancellation)
    {
        if (trials[1].Elapsed < trials[0].Elapsed)
        {
            return false;
        }

        var session = await examination.Entrance.LogInAsync(way, method, cancellation);
        await examination.LeaveAsync(session, cancellation);
        return !session.IsIn || session.Decisive.Elapsed * ClearRatio > trials[1].Elapsed;
    }

    private static LoginMethod? MethodOf(Examination examination)
    {
        var promised = LoginMethod.Promised(examination.BestCapabilities, null);
        return promised.Contains(LoginMethod.UserPass) || examination.FirstLogin?.Decisive.Method == LoginMethod.UserPass ? LoginMethod.UserPass
            : promised.Contains(LoginMethod.Plain) ? LoginMethod.Plain
            : null;
    }

    private static async Task<Trial> TryAsync(Examination examination, Way way, LoginMethod method, string user, bool exists, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(way, cancellation);
        if (!opened.IsReady)
        {
            return new Trial(exists, user, opened.Why, opened.Why, TimeSpan.Zero, null);
        }

        using var password = new Secret(Encoding.ASCII.GetBytes(RandomWord(16)));
        if (method == LoginMethod.UserPass)
        {
            var named = await opened.Ready.AskAsync($"USER {user}", cancellation);
            if (!named.IsOk)
            {
                await Examination.QuitAsync(opened.Ready, cancellation);
                return Of(exists, user, $"USER: {named.InWords}", named, TimeSpan.Zero);
            }

            var reply = await opened.Ready.AskSecretlyAsync("PASS ", password, cancellation);
            await Examination.QuitAsync(opened.Ready, cancellation);
            return Of(exists, user, $"USER: {named.InWords}, PASS: {reply.InWords}", reply, reply.Elapsed);
        }

        var attempt = await new Pop3Login(opened.Ready, user, password) { Host = examination.Options.Target.Host, MayShowPassword = true }.ByAsync(method, cancellation);
        await Examination.QuitAsync(opened.Ready, cancellation);
        return Of(exists, user, attempt.InWords, attempt.Reply, attempt.Elapsed);
    }

    /// <summary>The time of no answer is not one of the server's: it is ours.</summary>
    private static Trial Of(bool exists, string user, string said, ServerReply? reply, TimeSpan elapsed) =>
        new(exists, user, reply?.Status == ReplyStatus.TimedOut ? "no answer" : said, said, elapsed, reply);

    /// <summary>Another local part of the same length and, as addresses go, the same domain.</summary>
    private static string StrangerLike(string user)
    {
        var at = user.IndexOf('@', StringComparison.Ordinal);
        return RandomWord(Math.Clamp(at < 0 ? user.Length : at, 8, 12)) + (at < 0 ? "" : user[at..]);
    }

    private static string RandomWord(int length) => System.Security.Cryptography.RandomNumberGenerator.GetString("bcdfghjkmnpqrstvwxz", length);

    /// <summary>All of one kind are answered alike, and not like the other kind.</summary>
    private static bool TextsDiffer(List<Trial> trials)
    {
        var real = trials.Where(t => t.Exists).Select(t => t.Form).Distinct(StringComparer.Ordinal).ToList();
        var unknown = trials.Where(t => !t.Exists).Select(t => t.Form).Distinct(StringComparer.Ordinal).ToList();
        return real.Count == 1 && unknown.Count == 1 && real[0] != unknown[0];
    }

    private static bool TimesDiffer(List<Trial> trials)
    {
        var real = trials.Where(t => t.Exists).Select(t => t.Elapsed).ToList();
        var unknown = trials.Where(t => !t.Exists).Select(t => t.Elapsed).ToList();
        return Exceeds(real.Min(), unknown.Max()) || Exceeds(unknown.Min(), real.Max());
    }

    private static bool Exceeds(TimeSpan slow, TimeSpan fast) => slow - fast > ClearDifference && slow > fast * ClearRatio;

    private static string Times(List<Trial> trials, bool exists) =>
        string.Join(", ", trials.Where(t => t.Exists == exists).Select(t => $"{t.Elapsed.TotalSeconds:0.00} s"));

    /// <summary>RFC 3206 §6: who promises AUTH-RESP-CODE puts [AUTH] before the refusal of a password. Nobody is harmed where it is missing.</summary>
    private static void JudgeCode(Examination examination, Trial wrong)
    {
        if (examination.BestCapabilities?.Has("AUTH-RESP-CODE") == true && wrong.Reply is { Status: ReplyStatus.Error, Code: null })
        {
            examination.Report.Add(ReplyFindings.PromiseBroken, $"CAPA promises AUTH-RESP-CODE; a wrong password: {wrong.Reply.Shown}",
                "Programs cannot tell a wrong password from other troubles; nothing else is wrong.", severity: Severity.Info);
        }
    }

    /// <summary>A login that had to fail.</summary>
    /// <param name="Exists">The user does.</param>
    /// <param name="Words">What is compared.</param>
    /// <param name="Said">What is shown.</param>
    private sealed record Trial(bool Exists, string User, string Words, string Said, TimeSpan Elapsed, ServerReply? Reply)
    {
        /// <summary>Without names, numbers and times, which differ each time.</summary>
        public string Form { get; } = string.Concat(Words
            .Replace(User, "NAME", StringComparison.OrdinalIgnoreCase)
            .Replace(User.Split('@')[0], "NAME", StringComparison.OrdinalIgnoreCase)
            .Where(c => !char.IsAsciiDigit(c)));
    }
}
