using System.Globalization;
using Restante.Client.Wire;

namespace Restante.Client.Conformance;

/// <summary>Plays one case against the server.</summary>
internal sealed class CasePlayer(CaseEntrance entrance, Maildrop maildrop, ConformCase one, CaseValues? values, ConformanceOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Transcript _transcript = new(time);
    private readonly Dictionary<int, CaseClient> _clients = [];
    private readonly Dictionary<string, string> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _kept = new(StringComparer.Ordinal);
    private bool _untried;
    private bool _done;

    /// <summary>All sessions ended with QUIT, or in some other way that the case asked for.</summary>
    public bool EndedWell { get; private set; }

    public async Task<CaseResult> PlayAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var result = new CaseResult(one, Verdict.Pass);
        foreach (var step in one.Steps)
        {
            if (await TakeAsync(step, cancellation) is { } fault)
            {
                result = new CaseResult(one, _untried ? Verdict.NotTried : Verdict.Fail, string.Create(CultureInfo.InvariantCulture, $"line {step.Line}: {values?.Blanked(fault) ?? fault}"))
                {
                    Transcript = _transcript.Lines,
                };
                break;
            }

            if (_done)
            {
                break;
            }
        }

        EndedWell = result.Verdict == Verdict.Pass && await LeaveAsync(cancellation);
        return result with { Elapsed = time.GetElapsedTime(started) };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>What is wrong, or null.</summary>
    private async Task<string?> TakeAsync(CaseStep step, CancellationToken cancellation)
    {
        if (step.Kind == StepKind.LogIn)
        {
            return await LogInAsync(step, cancellation);
        }

        if (step.Kind == StepKind.Remain)
        {
            var (count, why) = await maildrop.CountAsync(cancellation);
            return why ?? (count == Number(step.Text) ? null : string.Create(CultureInfo.InvariantCulture, $"the next session finds {count} messages, not {step.Text}"));
        }

        if (!_clients.TryGetValue(step.Client, out var client))
        {
            (client, var why) = await entrance.OpenAsync(_transcript, one.Needs.Contains("clear") ? Channel.Plain : entrance.Way.Channel, cancellation);
            if (client is null)
            {
                _untried = true;
                return why;
            }

            _clients[step.Client] = client;
        }

        return await TakeAsync(step, client, cancellation);
    }

    private async Task<string?> TakeAsync(CaseStep step, CaseClient client, CancellationToken cancellation)
    {
        switch (step.Kind)
        {
            case StepKind.Connect:
                return null;
            case StepKind.Greeting:
                return ReplyPattern.Matches(Fill(step.Text), client.Greeting, _bound) ? null : $"the greeting does not fit {step.Text}";
            case StepKind.Unlike:
                return ReplyPattern.Matches(Fill(step.Text), client.Greeting, _bound) ? $"the greeting fits {values?.Shown(step.Text, _bound) ?? step.Text}" : null;
            case StepKind.Not:
                return !client.HasEnded && ReplyPattern.Matches(step.Text, client.LastLine, _bound) ? $"{step.Text} was not expected" : null;
            case StepKind.Done:
                _done = client.HasEnded ? ReplyPattern.Alternatives(step.Text).Contains(ReplyPattern.Closed) : ReplyPattern.Matches(step.Text, client.LastLine, _bound);
                return null;
            case StepKind.TryTls:
                _done = await client.StartTlsAsync(options.Server.Target.Host, time, cancellation) is not null;
                return null;
            case StepKind.Send or StepKind.SendRaw:
                await client.SendAsync(step.Text, step.Kind == StepKind.SendRaw, _bound, cancellation);
                return null;
            case StepKind.Expect:
                return await ExpectAsync(step.Text, client, cancellation);
            case StepKind.Lines:
                return await client.ReadLinesAsync(cancellation);
            case StepKind.CrLf:
                return client.BareLf is { } bare ? $"a line does not end in CRLF: {bare}" : null;
            case StepKind.Length:
                return client.LastLength <= Number(step.Text) ? null : string.Create(CultureInfo.InvariantCulture, $"the line has {client.LastLength} octets, more than {step.Text}");
            case StepKind.Tls:
                return await client.StartTlsAsync(options.Server.Target.Host, time, cancellation);
            case StepKind.Drop:
                await client.DisposeAsync();
                _clients.Remove(step.Client);
                return null;
            case StepKind.Quit:
                await client.SendAsync("QUIT", escapes: false, _bound, cancellation);
                return await ExpectAsync("+OK", client, cancellation) ?? await EndAsync(step, client, cancellation);
            case StepKind.Closed:
                return await EndAsync(step, client, cancellation);
            case StepKind.Silent:
                return await client.AwaitSilenceAsync(cancellation);
            default:
                return new LineJudge(client.Listed, _bound, _kept, options.Mail).Judge(step.Kind, Fill(step.Text));
        }
    }

    private async Task<string?> LogInAsync(CaseStep step, CancellationToken cancellation)
    {
        if (_clients.TryGetValue(step.Client, out var open))
        {
            _untried = true;
            return (await entrance.LogInAsync(open, cancellation)) is { } refused ? $"the login is refused: {refused.InWords}" : Untried(false);
        }

        var (client, why) = await entrance.LogInAsync(_transcript, cancellation);
        if (client is null)
        {
            _untried = true;
            return why;
        }

        _clients[step.Client] = client;
        return null;
    }

    private async Task<string?> ExpectAsync(string pattern, CaseClient client, CancellationToken cancellation)
    {
        var (line, why) = await client.ReadLineAsync(cancellation);
        if (line is null)
        {
            return client.HasEnded && ReplyPattern.Alternatives(pattern).Contains(ReplyPattern.Closed) ? null : $"{pattern} was expected: {why}";
        }

        return ReplyPattern.Matches(Fill(pattern), line, _bound) ? null : $"{values?.Shown(pattern, _bound) ?? pattern} was expected";
    }

    private async Task<string?> EndAsync(CaseStep step, CaseClient client, CancellationToken cancellation)
    {
        var fault = await client.AwaitEndAsync(cancellation);
        if (fault is null)
        {
            await client.DisposeAsync();
            _clients.Remove(step.Client);
        }

        return fault;
    }

    /// <summary>Says good-bye where a session is still open, so that the next case finds the maildrop free.</summary>
    private async Task<bool> LeaveAsync(CancellationToken cancellation)
    {
        var well = true;
        foreach (var client in _clients.Values.Where(c => !c.HasEnded))
        {
            await client.SendAsync("QUIT", escapes: false, _bound, cancellation);
            well &= (await client.ReadLineAsync(cancellation)).Line is not null && await client.AwaitEndAsync(cancellation) is null;
        }

        return well;
    }

    private string? Untried(bool untried)
    {
        _untried = untried;
        return null;
    }

    // What patterns bind stays for the pattern; only the names of the run are filled in.
    private string Fill(string text) => text.Contains("{user}", StringComparison.Ordinal) ? text.Replace("{user}", values?.User, StringComparison.Ordinal) : text;

    private int Number(string text) => int.Parse(_bound.GetValueOrDefault(text.Trim('<', '>'), text), CultureInfo.InvariantCulture);
}
