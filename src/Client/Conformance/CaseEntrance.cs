using Restante.Client.Login;
using Restante.Client.Wire;

namespace Restante.Client.Conformance;

/// <summary>
/// Opens connections for cases and logs them in. A server may be busy for a moment, and may keep a lock a moment longer than
/// the session: what it refuses is tried again a few times, with growing pauses.
/// </summary>
/// <param name="way">As the survey found it.</param>
/// <param name="values">Null without a user.</param>
internal sealed class CaseEntrance(ConformanceOptions options, Way way, CaseValues? values, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>50 ms, 100 ms … 6.4 s: twelve seconds in all; a server's LOGIN-DELAY of ten fits in.</summary>
    private const int MostTries = 9;

    public Way Way => way;

    /// <summary>How logins are made that are not what a case is about; null before the survey knows.</summary>
    public LoginMethod? Method { get; set; }

    public CapabilitySet? Capabilities { get; set; }

    /// <summary>A connection that has greeted; or why there is none.</summary>
    public async Task<(CaseClient? Client, string Why)> OpenAsync(Transcript transcript, Channel channel, CancellationToken cancellation)
    {
        var opener = new Opener(options.Server.Target.Host, options.Server.Timeout, time, transcript);
        var pause = FirstPause;
        for (var left = MostTries; ; left--)
        {
            var opened = await opener.OpenAsync(way with { Channel = channel }, cancellation);
            if (opened.IsReady)
            {
                return (new CaseClient(opened, transcript, values ?? Nobody, options.Server.Timeout), "");
            }

            await opened.DisposeAsync();
            if (left <= 1 || opened.Stage is OpenStage.Handshake or OpenStage.StartTls)
            {
                return (null, opened.Why);
            }

            await Task.Delay(pause, time, cancellation);
            pause *= 2;
        }
    }

    /// <summary>A connection in TRANSACTION; or why there is none.</summary>
    public async Task<(CaseClient? Client, string Why)> LogInAsync(Transcript transcript, CancellationToken cancellation)
    {
        var pause = FirstPause;
        for (var left = MostTries; ; left--)
        {
            var (client, why) = await OpenAsync(transcript, way.Channel, cancellation);
            if (client is null)
            {
                return (null, why);
            }

            if (await LogInAsync(client, cancellation) is not { } refused)
            {
                return (client, "");
            }

            await client.DisposeAsync();

            // A password that is wrong stays wrong: before the first login it is not tried again and again.
            if (left <= 1 || (Method is null && refused.Result is not (LoginResult.Locked or LoginResult.Delay or LoginResult.Temporary)))
            {
                return (null, $"the login is refused: {refused.InWords}");
            }

            await Task.Delay(pause, time, cancellation);
            pause *= 2;
        }
    }

    /// <summary>Logs in a connection that is open already; the refusal, or null.</summary>
    public async Task<LoginAttempt?> LogInAsync(CaseClient client, CancellationToken cancellation)
    {
        var login = new Pop3Login(client.Conversation, values!.User, values.Password)
        {
            Capabilities = Capabilities,
            Greeting = new ServerReply(ReplyStatus.Ok, System.Text.Encoding.ASCII.GetBytes(client.Greeting), TimeSpan.Zero),
            MayShowPassword = true,
            Host = options.Server.Target.Host,
        };

        // The plain way first where it is promised: fast, and what every server has right.
        var attempt = Method is { } known ? await login.ByAsync(known, cancellation)
            : login.Methods.Contains(LoginMethod.UserPass) && Capabilities?.Has("USER") != false ? await login.ByAsync(LoginMethod.UserPass, cancellation)
            : await login.RunAsync([], cancellation);
        Method = attempt.IsIn ? attempt.Method : Method;
        return attempt.IsIn ? null : attempt;
    }

    private CaseValues Nobody { get; } = new("", new Protocol.Sasl.Secret([]), "none");
}
