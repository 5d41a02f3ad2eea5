using System.Globalization;
using System.Security.Cryptography;
using Restante.Client.Wire;

namespace Restante.Client.Conformance;

/// <summary>
/// The maildrop between cases: emptied over POP3, filled by the seed, and left alone where a case has what it needs
/// already.
/// </summary>
internal sealed class Maildrop(CaseEntrance entrance, ConformanceOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    private IReadOnlyList<string>? _holds;
    private readonly string _run = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private bool _mustSettle;
    private int _delivered;

    /// <summary>A case has run: what of the maildrop is still known.</summary>
    /// <param name="clean">All its sessions ended as they should.</param>
    public void Note(ConformCase one, bool clean)
    {
        if (one.MayRemove || !clean)
        {
            _holds = null;
        }

        // A server may not know yet that a session is over that did not end by QUIT.
        _mustSettle |= !clean || one.Steps.Any(s => s.Kind == StepKind.Drop);
    }

    /// <summary>Why a case cannot have its mail; null where it has.</summary>
    public async Task<string?> PrepareAsync(ConformCase one, CancellationToken cancellation)
    {
        if (one.Mail is { } wanted && (_holds is null || !_holds.SequenceEqual(wanted)))
        {
            return await FillAsync(wanted, cancellation);
        }

        return one.NeedsUser && _mustSettle ? (await CountAsync(cancellation)).Why : null;
    }

    private async Task<string?> FillAsync(IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        _holds = null;
        if (await EmptyAsync(cancellation) is { } fault)
        {
            return fault;
        }

        foreach (var name in wanted)
        {
            if (await options.Seed!.AddAsync(options.Mail[name].WithId(string.Create(CultureInfo.InvariantCulture, $"{++_delivered}.{_run}")), cancellation) is { } failed)
            {
                return $"--seed: {failed}";
            }
        }

        // Some ways of delivery take their time.
        var started = time.GetTimestamp();
        for (var pause = FirstPause; wanted.Count > 0; pause *= 2)
        {
            var (count, why) = await CountAsync(cancellation);
            if (why is not null)
            {
                return why;
            }

            if (count >= wanted.Count)
            {
                break;
            }

            if (time.GetElapsedTime(started) > options.Server.Timeout)
            {
                return string.Create(CultureInfo.InvariantCulture, $"--seed: of {wanted.Count} messages {count} arrived");
            }

            await Task.Delay(pause, time, cancellation);
        }

        _holds = wanted;
        return null;
    }

    /// <summary>Removes every message; why that fails, or null.</summary>
    public async Task<string?> EmptyAsync(CancellationToken cancellation)
    {
        var (client, why) = await entrance.LogInAsync(new Transcript(time), cancellation);
        if (client is null)
        {
            return why;
        }

        await using (client)
        {
            var listing = await client.Conversation.AskListAsync("LIST", ReadLimits.ListLines, cancellation);
            if (!listing.IsWhole)
            {
                return $"LIST: {listing.Status.InWords}";
            }

            for (var number = 1; number <= listing.Lines.Count; number++)
            {
                var reply = await client.Conversation.AskAsync(string.Create(CultureInfo.InvariantCulture, $"DELE {number}"), cancellation);
                if (!reply.IsOk)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"DELE {number}: {reply.InWords}");
                }
            }

            return await LeaveAsync(client, cancellation);
        }
    }

    /// <summary>How many messages a new session finds; or why that is not known.</summary>
    public async Task<(int Count, string? Why)> CountAsync(CancellationToken cancellation)
    {
        var (client, why) = await entrance.LogInAsync(new Transcript(time), cancellation);
        if (client is null)
        {
            return (0, why);
        }

        await using (client)
        {
            var reply = await client.Conversation.AskAsync("STAT", cancellation);
            if (!reply.IsOk || !int.TryParse(reply.Text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return (0, $"STAT: {reply.InWords}");
            }

            var left = await LeaveAsync(client, cancellation);
            _mustSettle &= left is not null;
            return (count, left);
        }
    }

    private static async Task<string?> LeaveAsync(CaseClient client, CancellationToken cancellation)
    {
        var reply = await client.Conversation.AskAsync("QUIT", cancellation);
        if (reply.IsOk)
        {
            await client.AwaitEndAsync(cancellation);
        }

        return reply.IsOk ? null : $"QUIT: {reply.InWords}";
    }
}
