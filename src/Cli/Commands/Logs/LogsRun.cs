using System.Runtime;
using Restante.Logs;
using Restante.Logs.Findings;
using Restante.Logs.Input;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>One run of <c>restante logs</c>: reads, and hands each session to the view that was asked for.</summary>
internal sealed class LogsRun(LogsSettings settings, TimeProvider time)
{
    /// <summary>EPIPE, which the runtime puts where Windows has its codes.</summary>
    private const int BrokenPipe = 32;

    private readonly FindingTable _findings = new();
    private long _shown;

    // What is odd shows only beside the sessions before: those of other ends and ids are looked at, too.
    private readonly SessionFilter _lookedAt = settings.Filter with { Session = null, Ended = null };

    public async Task<int> RunAsync(CancellationToken stop)
    {
        // One thread reads: collecting beside it would only make each of its writes dearer.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        ISessionView? live = null;
        var sources = LogFiles.Find(settings.Files, settings.Follows, time, () => live?.Idle(), stop);
        string[] names = [.. sources.Select(s => s.Name)];
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false), 64 * 1024);
        using var view = View(output, names);
        live = view;
        var unread = new UnreadLines(output, names, settings.Output == LogsOutput.Unread);
        using var reading = new LogReading(
            sources,
            new LogReadingOptions { Formats = settings.Formats, Zone = TimeZoneInfo.Local, KeepsSteps = settings.Output == LogsOutput.Story ? settings.Filter.MatchesId : null },
            session => Take(session, view))
        {
            OnUnread = unread.Add,
        };
        try
        {
            using (var progress = LogsProgress.Start(reading, sources.Sum(s => s.Length), time))
            {
                if (settings.Follows)
                {
                    await reading.FollowAsync(time, view.Idle, stop);
                }
                else
                {
                    reading.Run(stop);
                }
            }

            if (settings.Output != LogsOutput.Unread)
            {
                view.End(_findings.Found());
            }

            output.Flush();
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            // Whoever read our output has seen enough: head, less. A disk that is full is no such reader.
            return ExitCode.Ok;
        }

        return Report(reading, sources, unread.Count, stop);
    }

    private void Take(Session session, ISessionView view)
    {
        if (!_lookedAt.Matches(session))
        {
            return;
        }

        _findings.Look(session);
        if (settings.Filter.Matches(session) && settings.Output != LogsOutput.Unread)
        {
            _shown++;
            view.Show(session);
        }
    }

    private ISessionView View(StreamWriter output, string[] names) => settings.Output switch
    {
        LogsOutput.Json => new JsonView(output, names),
        LogsOutput.Csv => new CsvView(output),
        LogsOutput.Report => new ReportView(output, settings.Report!, settings.Top, settings.ReportForm),
        LogsOutput.Story => new StoryView(output, names),
        _ => new TableView(output, names),
    };

    // What was read, on standard error: standard output holds sessions and nothing else.
    private int Report(LogReading reading, IReadOnlyList<LogSource> sources, long unread, CancellationToken stop)
    {
        foreach (var fault in reading.Faults)
        {
            Terminal.Complain($"{fault.Source}: {fault.Reason}");
        }

        if (settings.Output is LogsOutput.Table)
        {
            Console.Error.WriteLine(
                $"{reading.Lines:N0} lines: {reading.InSessions:N0} in sessions, {reading.Known:N0} known and skipped, {reading.Other:N0} of other programs, {unread:N0} unread");
        }

        if (unread > 0 && settings.Output != LogsOutput.Unread)
        {
            Terminal.Complain(unread == 1 ? "1 line could not be read" : $"{unread:N0} lines could not be read", "the same command with --unread lists them");
        }

        foreach (var remark in reading.Remarks)
        {
            Terminal.Tell(remark);
        }

        var isMissing = settings.Filter.Session is not null && _shown == 0 && settings.Output != LogsOutput.Unread && !stop.IsCancellationRequested;
        if (isMissing)
        {
            Terminal.Complain($"there is no session {settings.Filter.Session} in what was read", "without --session all are listed: --json has their ids, the table where it is wide enough");
        }

        if (reading.Evicted > 0)
        {
            Terminal.Complain($"{reading.Evicted:N0} sessions are called unfinished since too many were open at once");
        }

        return stop.IsCancellationRequested ? Interruption.ExitCode
            : reading.Lines == 0 && reading.Faults.Count > 0 && reading.Faults.Count >= sources.Count ? ExitCode.NoInput
            : reading.Faults.Count > 0 || unread > 0 || isMissing ? ExitCode.Partial
            : ExitCode.Ok;
    }
}
