using System.Globalization;
using Restante.Logs.Findings;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>One session as a story: who, what was said and what it means, how long each step took, how it ended.</summary>
internal sealed class StoryView(TextWriter output, string[] files) : ISessionView
{
    private const int BarWidth = 10;

    private bool _hasTold;

    public void Show(Session session)
    {
        if (_hasTold)
        {
            output.WriteLine();
        }

        _hasTold = true;

        output.WriteLine(Terminal.Yellow($"session {session.Id}"));
        FoundView.Wrapped(output, StoryWords.Who(session), "", "");
        if (session.Steps.Count > 0)
        {
            output.WriteLine();
            Steps(session);
            output.WriteLine();
        }

        foreach (var sentence in StoryWords.Sum(session))
        {
            FoundView.Wrapped(output, sentence, "", "");
        }

        output.WriteLine(Terminal.Dim($"{files[session.First.File]}:{session.First.Line} to {files[session.Last.File]}:{session.Last.Line}, {session.Lines} lines"));
    }

    public void Idle() => output.Flush();

    public void End(IReadOnlyList<Found> found)
    {
    }

    public void Dispose()
    {
    }

    private void Steps(Session session)
    {
        var start = session.Start.IsKnown ? session.Start : session.Steps[0].Time;
        var total = Math.Max(LogTime.Seconds(start, session.Steps[^1].Time) ?? 0, 0.001);
        var before = start;
        Step? asked = null;
        foreach (var step in session.Steps)
        {
            var at = LogTime.Seconds(start, step.Time);
            var took = LogTime.Seconds(before, step.Time) ?? 0;
            var bar = Bar((at ?? 0) - took, took, total);
            var mark = step.Side switch { Side.Client => "client ", Side.Server => "server ", _ => "log    " };
            var when = at is { } seconds ? seconds.ToString("0.000", CultureInfo.InvariantCulture).PadLeft(9) + " s" : "           ";
            output.WriteLine($"{when} {Terminal.Dim(bar)} {mark} {step.Text}");
            if (StoryWords.Meaning(step, asked) is { } meaning)
            {
                FoundView.Wrapped(output, meaning, new string(' ', 32), new string(' ', 32));
            }

            asked = step.Side == Side.Client ? step : asked;
            before = step.Time.IsKnown ? step.Time : before;
        }

        if (session.StepsLeftOut > 0)
        {
            output.WriteLine($"… and {session.StepsLeftOut:N0} more");
        }
    }

    // Where in the session's time the wait before this step lies.
    internal static string Bar(double from, double took, double total)
    {
        var start = Math.Clamp((int)(from / total * BarWidth), 0, BarWidth - 1);
        var length = took <= 0 ? 0 : Math.Clamp((int)Math.Round(took / total * BarWidth), 0, BarWidth - start);
        return new string(' ', start) + (length > 0 ? new string('█', length) : "│").PadRight(BarWidth - start);
    }
}
