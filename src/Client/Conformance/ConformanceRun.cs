using Restante.Client.Certificates;
using Restante.Client.Talk;

namespace Restante.Client.Conformance;

/// <summary>Runs the cases against a server, one after the other.</summary>
/// <param name="options">What to run.</param>
/// <param name="time">The clock of all waiting.</param>
public sealed class ConformanceRun(ConformanceOptions options, TimeProvider time)
{
    /// <summary>So many cases in a row without a connection, a login or mail, and no more are tried.</summary>
    private const int MostUntried = 3;

    private const string Interrupted = "the run was interrupted";

    /// <summary>Told of each case when it is over, and of how many there are.</summary>
    public Action<CaseResult, int>? CaseDone { get; init; }

    /// <summary>Tries all cases. Where it is cancelled, those that are left are not tried, and the report has the others.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before the first case.</exception>
    public async Task<ConformanceReport> RunAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var survey = new Survey(options, time);
        var results = new List<CaseResult>();
        if (await survey.RunAsync(WhyNotShow, cancellation) is not { } entrance || survey.Why is not null)
        {
            return new ConformanceReport(options.Server.Target.ToString(), survey.Facts, [], time.GetElapsedTime(started)) { CouldNotBegin = survey.Why };
        }

        var maildrop = new Maildrop(entrance, options, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, options.Limit, Timeout.InfiniteTimeSpan);
        // By themselves: where no mail comes, cases without mail may work.
        var untried = new Dictionary<bool, int> { [false] = 0, [true] = 0 };
        foreach (var one in options.Cases)
        {
            var result = survey.Facts.WhyNot(one, survey.Values is not null, options.Seed is not null) is { } why ? new CaseResult(one, Verdict.NotApplicable, why)
                : untried[one.Mail is not null] >= MostUntried ? new CaseResult(one, Verdict.NotTried, $"{MostUntried} cases before could not be tried")
                : cancellation.IsCancellationRequested ? new CaseResult(one, Verdict.NotTried, Interrupted)
                : limit.IsCancellationRequested ? new CaseResult(one, Verdict.NotTried, "the time of the run is over (--limit)")
                : await TryAsync(one, entrance, maildrop, survey.Values, limit.Token, cancellation);
            untried[one.Mail is not null] = result.Verdict switch
            {
                Verdict.NotTried => untried[one.Mail is not null] + 1,
                Verdict.NotApplicable => untried[one.Mail is not null],
                _ => 0,
            };
            results.Add(result);
            CaseDone?.Invoke(result, options.Cases.Count);
        }

        return new ConformanceReport(options.Server.Target.ToString(), survey.Facts, results, time.GetElapsedTime(started));
    }

    private async Task<CaseResult> TryAsync(ConformCase one, CaseEntrance entrance, Maildrop maildrop, CaseValues? values, CancellationToken limit, CancellationToken asked)
    {
        try
        {
            if (await maildrop.PrepareAsync(one, limit) is { } why)
            {
                return new CaseResult(one, Verdict.NotTried, why);
            }

            await using var player = new CasePlayer(entrance, maildrop, one, values, options, time);
            var result = await player.PlayAsync(limit);
            maildrop.Note(one, player.EndedWell);
            return result;
        }
        catch (OperationCanceledException)
        {
            return new CaseResult(one, Verdict.NotTried, asked.IsCancellationRequested ? Interrupted : "the time of the run is over (--limit)");
        }
    }

    /// <summary>The rule of <c>check</c> and <c>talk</c>: a password goes nowhere where somebody could read it.</summary>
    private string? WhyNotShow(Opened opened)
    {
        var judge = new CertificateJudge(options.Server.Target.Host, options.Server.ExtraRoots, time.GetUtcNow(), options.Server.Thresholds.CertificateTerm);
        return options.Server.AllowCleartext ? null : new Protection(judge).RiskOf(opened) switch
        {
            PasswordRisk.None => null,
            PasswordRisk.ClearText => "the password would go over the network in clear text: --tls, or --allow-cleartext",
            _ => "the certificate does not prove whose server this is, and the password is not shown to it: --ca, or --allow-cleartext",
        };
    }
}
