using System.Net;
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
    private readonly List<WireFaults> _faults = [];

    public Examination(CheckOptions options, CheckReport report, TimeProvider time, Transcript transcript)
    {
        Options = options;
        Report = report;
        Time = time;
        Transcript = transcript;
        Opener = new Opener(options.Target.Host, options.Timeout, time, transcript);
    }

    public CheckOptions Options { get; }

    public CheckReport Report { get; }

    public TimeProvider Time { get; }

    public Transcript Transcript { get; }

    public Opener Opener { get; }

    /// <summary>The addresses of the name.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>What greets, in the order of addresses; the plain port before the TLS port.</summary>
    public IReadOnlyList<Listener> Listeners { get; set; } = [];

    /// <summary>The best way in that works: TLS where there is any. Null until it is known, and where there is none.</summary>
    public Way? BestWay { get; set; }

    /// <summary>What CAPA promises on the best way; null where it does not.</summary>
    public CapabilitySet? BestCapabilities { get; set; }

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
    }

    /// <summary>Opens a connection; the caller disposes it. Its faults are found in <see cref="Faults"/>.</summary>
    public async Task<Opened> OpenAsync(Way way, CancellationToken cancellation)
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
    public static async Task QuitAsync(Pop3Conversation conversation, CancellationToken cancellation)
    {
        if (conversation.IsOpen)
        {
            await conversation.AskAsync("QUIT", cancellation);
        }
    }
}
