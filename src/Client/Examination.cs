using System.Net;
using Restante.Client.Fleet;
using Restante.Client.Login;
using Restante.Client.Mailbox;
using Restante.Client.Probes;
using Restante.Client.Report;
using Restante.Client.Wire;

namespace Restante.Client;

/// <summary>
/// One run of <c>check</c>: what is known so far, for the probes that come later, and how they open connections. The
/// probes run in the order of <see cref="ProbeOrder"/>; a probe that ends what can be found out sets <see cref="IsOver"/>.
/// </summary>
public sealed class Examination
{
    /// <summary>One machine of several may fail; the others answer.</summary>
    private const int Tries = 3;

    private readonly List<WireFaults> _faults = [];
    private readonly List<string> _misses = [];
    private readonly List<string> _loginMisses = [];
    private int _logins;

    public Examination(CheckOptions options, CheckReport report, TimeProvider time, Transcript transcript)
    {
        Options = options;
        Report = report;
        Time = time;
        Transcript = transcript;
        Opener = new Opener(options.Target.Host, options.Timeout, time, transcript);
        Entrance = new Entrance(this);
    }

    public CheckOptions Options { get; }

    public CheckReport Report { get; }

    public TimeProvider Time { get; }

    public Transcript Transcript { get; }

    public Opener Opener { get; }

    /// <summary>How probes log in.</summary>
    public Entrance Entrance { get; }

    /// <summary>The addresses of the name.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>What greets, in the order of addresses; the plain port before the TLS port.</summary>
    public IReadOnlyList<Listener> Listeners { get; set; } = [];

    /// <summary>The best way in that works: TLS where there is any. Null until it is known, and where there is none.</summary>
    public Way? BestWay { get; set; }

    /// <summary>What CAPA promises on the best way; null where it does not.</summary>
    public CapabilitySet? BestCapabilities { get; set; }

    /// <summary>The machines that answer; null before they were asked.</summary>
    public MachineRoll? Fleet { get; set; }

    /// <summary>One of several machines lets nobody in: a refused login may be its fault, and the next one decides.</summary>
    public bool SomeMachineRefuses { get; set; }

    /// <summary>Whether the user can log in; null where nobody is to, or it was not tried. Where it is false the reason is reported.</summary>
    public bool? LoginWorks { get; set; }

    /// <summary>The first login that worked, long closed; null without one.</summary>
    public LoggedIn? FirstLogin { get; set; }

    /// <summary>The server says more than it is asked: connections opened from here on wait for that before each command.</summary>
    public bool IsTalkative
    {
        get => Opener.IsTalkative;
        set => Opener.IsTalkative = value;
    }

    /// <summary>What the mailbox holds now, for the next run; null where it was not wanted, or not to be had.</summary>
    public Baseline? NextBaseline { get; set; }

    /// <summary>Nothing more can be found out.</summary>
    public bool IsOver { get; set; }

    /// <summary>What the replies of all connections broke.</summary>
    public IReadOnlyList<WireFaults> Faults
    {
        get
        {
            lock (_faults)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>First connections that failed where the next one worked: where, and how.</summary>
    public IReadOnlyList<string> Misses
    {
        get
        {
            lock (_misses)
            {
                return [.. _misses];
            }
        }
    }

    public void AddMiss(string seen)
    {
        lock (_misses)
        {
            _misses.Add(seen);
        }
    }

    /// <summary>Logins that worked; and those that did not, where the next one did.</summary>
    public (int Worked, IReadOnlyList<string> Missed) Logins => (_logins, _loginMisses);

    /// <summary>Counts a login, and those before it that failed although it works.</summary>
    public void AddLogin(bool worked, IReadOnlyList<string> missed)
    {
        if (worked)
        {
            _logins++;
            _loginMisses.AddRange(missed);
        }
    }

    /// <summary>Runs all probes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var probe in ProbeOrder.Create())
        {
            await probe.RunAsync(this, cancellation);
            if (IsOver)
            {
                break;
            }
        }

        await Entrance.CloseAsync(cancellation);
    }

    /// <summary>A logged-in session on the best way; whether it is one stands in the result. Ended by <see cref="LeaveAsync"/>, or by disposing it.</summary>
    public Task<LoggedIn> LogInAsync(CancellationToken cancellation) => Entrance.LogInAsync(cancellation);

    /// <summary>Ends a session in which nothing is marked for deletion.</summary>
    public Task LeaveAsync(LoggedIn session, CancellationToken cancellation) => Entrance.LeaveAsync(session, cancellation);

    /// <summary>
    /// Opens a connection; the caller disposes it. Where the server is known to answer, a connection that fails before
    /// its greeting is tried again: of many machines behind one address one may be at fault, which is for
    /// <see cref="FleetProbe"/> to find.
    /// </summary>
    public async Task<Opened> OpenAsync(Way way, CancellationToken cancellation)
    {
        for (var left = Listeners.Any(l => l.Way.EndPoint.Equals(way.EndPoint)) ? Tries : 1; ; left--)
        {
            var started = Time.GetTimestamp();
            var opened = await OpenOnceAsync(way, cancellation);
            if (left <= 1 || opened.Stage is OpenStage.Ready or OpenStage.StartTls || Time.GetElapsedTime(started) >= Options.Timeout)
            {
                return opened;
            }

            await opened.DisposeAsync();
        }
    }

    /// <summary>Opens a connection, at one try. Its faults are found in <see cref="Faults"/>.</summary>
    public async Task<Opened> OpenOnceAsync(Way way, CancellationToken cancellation)
    {
        var opened = await Opener.OpenAsync(way, cancellation);
        if (opened.Conversation is { } conversation)
        {
            lock (_faults)
            {
                _faults.Add(conversation.Faults);
            }
        }

        return opened;
    }

    /// <summary>Does something and reports it as a step: how it went, and how long it took.</summary>
    /// <param name="name">What is done, and where.</param>
    /// <param name="work">Says whether it went well, and what came of it.</param>
    public async Task StepAsync(string name, Func<Task<(bool Ok, string Detail)>> work)
    {
        var started = Time.GetTimestamp();
        var (ok, detail) = await work();
        Report.Add(new Step(name, ok, detail, Time.GetElapsedTime(started)));
    }

    /// <summary>Says good-bye, whatever the server answers. Not where marks must not become deletions.</summary>
    /// <returns>Null where the connection was over, or an earlier answer is still to come.</returns>
    public static async Task<ServerReply?> QuitAsync(Pop3Conversation conversation, CancellationToken cancellation)
    {
        var inStep = conversation.IsInStep;
        var reply = conversation.IsOpen ? await conversation.AskAsync("QUIT", cancellation) : null;
        if (reply is { Answered: true })
        {
            await conversation.DropUnaskedAsync(cancellation);
        }

        return inStep ? reply : null;
    }
}
