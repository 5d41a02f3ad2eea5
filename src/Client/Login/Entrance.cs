using System.Globalization;
using Restante.Client.Certificates;
using Restante.Client.Probes.Mailbox;
using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Client.Login;

/// <summary>
/// Opens logged-in connections for all probes of an examination, and keeps what the server asks for between them: its
/// LOGIN-DELAY, and a moment for its lock to go after a session of ours.
/// </summary>
public sealed class Entrance(Examination examination)
{
    private const int TriesAmongMachines = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Way, CapabilitySet?> _capabilities = [];
    private readonly Protection _protection = new(new CertificateJudge(
        examination.Options.Target.Host, examination.Options.ExtraRoots, examination.Time.GetUtcNow(), examination.Options.Thresholds.CertificateTerm));
    private LoggedIn? _kept;
    private long? _lastLogin;
    private bool _hadSession;

    /// <summary>What the server asks for between two logins (RFC 2449 §6.5), as far as any CAPA promised it.</summary>
    public TimeSpan PromisedDelay { get; set; }

    /// <summary>A session beside or after this one would have to wait longer than a step may.</summary>
    public bool MustSpareLogins => PromisedDelay > examination.Options.Timeout;

    /// <summary>The last session ended by an answered QUIT. Where it did not, the server may not know that it is over, and keep its lock.</summary>
    public bool LastEndedWell { get; private set; }

    /// <summary>Whether this connection's other end may see the password: nobody else reads it, and a certificate proves who it is.</summary>
    public bool MayShowPassword(Opened opened) => examination.Options.AllowCleartext || _protection.RiskOf(opened) == PasswordRisk.None;

    /// <summary>Logs in on the best way, by the best method.</summary>
    public async Task<LoggedIn> LogInAsync(CancellationToken cancellation)
    {
        if (_kept is { } kept)
        {
            _kept = null;
            return kept;
        }

        return examination.BestWay is { } way ? await LogInAsync(way, null, cancellation) : Outside(LoginResult.NotOpen, "no connection works");
    }

    /// <summary>Logs in on a way.</summary>
    /// <param name="only">By this method; null for the best that works.</param>
    /// <param name="cancellation">Ends the waiting with an exception.</param>
    /// <param name="isBeside">Another session of ours is open: that its lock refuses this one is the answer, and not waited out.</param>
    public async Task<LoggedIn> LogInAsync(Way way, LoginMethod? only, CancellationToken cancellation, bool isBeside = false)
    {
        // One of several machines lets nobody in: a login counts when it meets another.
        var misses = new List<string>();
        var again = isBeside && !examination.SomeMachineRefuses ? 0 : examination.SomeMachineRefuses || _hadSession ? TriesAmongMachines - 1 : 1;
        for (var left = again; ; left--)
        {
            var session = await LogInOnceAsync(way, only, isBeside, cancellation);
            if (session.IsIn || left <= 0 || !MayBeOneMachine(session.Decisive.Result))
            {
                examination.AddLogin(session.IsIn, misses);
                return session;
            }

            misses.Add($"{way}: {session.Decisive.InWords}");
            await session.DisposeAsync();
        }
    }

    /// <summary>What another machine may answer otherwise, seconds later; the rest is the same everywhere, or waited out already.</summary>
    private bool MayBeOneMachine(LoginResult result) => result != LoginResult.Locked
        && (examination.SomeMachineRefuses || (examination.Options.Connections > 1 && PromisedDelay == TimeSpan.Zero
            && (result is LoginResult.Temporary or LoginResult.TimedOut or LoginResult.NotOpen
                // A wrong password is not tried again: accounts are locked by that. One that worked before is not wrong.
                || (_hadSession && (result is LoginResult.Refused or LoginResult.Permanent or LoginResult.Closed)))));

    private async Task<LoggedIn> LogInOnceAsync(Way way, LoginMethod? only, bool isBeside, CancellationToken cancellation)
    {
        if (examination.Options is not { User: { } user, Password: { } password })
        {
            throw new InvalidOperationException("nobody is to be logged in");
        }

        if (!await AwaitPromisedDelayAsync(cancellation))
        {
            return Outside(LoginResult.Delay, string.Create(CultureInfo.InvariantCulture,
                $"the server promises LOGIN-DELAY {PromisedDelay.TotalSeconds:0}: a further login is not tried"));
        }

        var tried = new List<LoginAttempt>();
        var started = examination.Time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var opened = await examination.OpenAsync(way, cancellation);
            if (!opened.IsReady)
            {
                await opened.DisposeAsync();
                return Outside(LoginResult.NotOpen, opened.Why);
            }

            var capabilities = await CapabilitiesAsync(opened, cancellation);
            if (!opened.Ready.IsOpen)
            {
                // CAPA took the connection with it; what it said is known now.
                await opened.DisposeAsync();
                continue;
            }

            var login = new Pop3Login(opened.Ready, user, password)
            {
                Capabilities = capabilities,
                Greeting = opened.Greeting,
                MayShowPassword = MayShowPassword(opened),
                Host = examination.Options.Target.Host,
            };
            var decisive = only is null ? await login.RunAsync(tried, cancellation) : await login.ByAsync(only, cancellation);
            tried.AddRange(login.Attempts);
            if (decisive.IsIn)
            {
                (_hadSession, _lastLogin) = (true, examination.Time.GetTimestamp());
                LastEndedWell = false;
                return new LoggedIn(opened, tried, decisive) { Closed = () => _lastLogin = examination.Time.GetTimestamp() };
            }

            await opened.DisposeAsync();
            var waited = examination.Time.GetElapsedTime(started);
            if (!(isBeside && decisive.Result == LoginResult.Locked) && decisive.Result is LoginResult.Locked or LoginResult.Delay && waited + pause <= Patience(decisive.Result))
            {
                await Task.Delay(pause, examination.Time, cancellation);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                tried.Clear();
            }
            else if (only is not null || !login.MayGoOn(tried))
            {
                return new LoggedIn(null, tried.Count > 0 ? tried : [decisive], decisive);
            }
        }
    }

    /// <summary>
    /// Says good-bye in a session in which nothing is marked for deletion. Where the server wants minutes between two
    /// logins it stays open in place of that, for the next one who asks for a session.
    /// </summary>
    public async Task LeaveAsync(LoggedIn session, CancellationToken cancellation)
    {
        if (MustSpareLogins && _kept is null && session is { IsIn: true, Opened.Ready.IsOpen: true })
        {
            _kept = session;
            return;
        }

        await using (session)
        {
            if (session.Opened is { IsReady: true } opened)
            {
                var reply = await Examination.QuitAsync(opened.Ready, cancellation);
                NoteFarewell(reply);
                QuitProbe.Judge(examination.Report, reply);
            }
        }
    }

    /// <summary>How the last session was left: what came upon QUIT, null for nothing that counts.</summary>
    public void NoteFarewell(ServerReply? reply) => LastEndedWell = reply is { Answered: true };

    /// <summary>Closes what is kept, at the end.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (_kept is { } kept)
        {
            _kept = null;
            await using (kept)
            {
                await Examination.QuitAsync(kept.Session, cancellation);
            }
        }
    }

    /// <summary>A lock that is not ours may be a mail program's that fetches just now: a moment is enough to tell it from one that stays.</summary>
    private TimeSpan Patience(LoginResult result)
    {
        var timeout = examination.Options.Timeout;
        return result == LoginResult.Delay || _hadSession ? timeout : timeout < LongestPause ? timeout : LongestPause;
    }

    private async Task<bool> AwaitPromisedDelayAsync(CancellationToken cancellation)
    {
        if (_lastLogin is not { } last || PromisedDelay - examination.Time.GetElapsedTime(last) is not { Ticks: > 0 } left)
        {
            return true;
        }

        if (left > examination.Options.Timeout)
        {
            return false;
        }

        await Task.Delay(left, examination.Time, cancellation);
        return true;
    }

    private async Task<CapabilitySet?> CapabilitiesAsync(Opened opened, CancellationToken cancellation)
    {
        if (opened.Way == examination.BestWay)
        {
            Learn(examination.BestCapabilities);
            return examination.BestCapabilities;
        }

        if (!_capabilities.TryGetValue(opened.Way, out var known))
        {
            known = await CapabilitySet.AskAsync(opened.Ready, cancellation);
            _capabilities[opened.Way] = known;
        }

        Learn(known);
        return known;
    }

    private void Learn(CapabilitySet? capabilities)
    {
        if (capabilities?.Arguments("LOGIN-DELAY") is [var seconds, ..]
            && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var delay) && delay > PromisedDelay.TotalSeconds)
        {
            PromisedDelay = TimeSpan.FromSeconds(delay);
        }
    }

    private static LoggedIn Outside(LoginResult result, string why)
    {
        var attempt = new LoginAttempt(result, null, null, TimeSpan.Zero) { Why = why };
        return new LoggedIn(null, [attempt], attempt);
    }
}
