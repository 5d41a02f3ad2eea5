using System.Security.Cryptography;
using Restante.Client.Login;
using Restante.Client.Wire;
using Restante.Protocol.Transcript;

namespace Restante.Client.Fleet;

/// <summary>A login on one machine, and what its mailbox looks like.</summary>
/// <param name="Machine">As <see cref="Mark"/> tells it apart.</param>
/// <param name="Attempt">What came of it.</param>
public sealed record FleetLogin((string Name, string Place) Machine, LoginAttempt Attempt)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private const int MostUniqueIds = 100_000;

    /// <summary>STAT's answer, in words.</summary>
    public string Mailbox { get; init; } = "";

    /// <summary>STAT's numbers: the same for the same mailbox.</summary>
    public string Numbers { get; init; } = "";

    /// <summary>Of UIDL's answer: the same for the same mailbox; null where there is none.</summary>
    public string? UniqueIds { get; init; }

    /// <summary>As the report calls the machine.</summary>
    public string Name { get; init; } = "";

    /// <summary>By what a machine is told apart before a login: its name in the greeting, else its place.</summary>
    public static (string Name, string Place) Mark(FleetVisit visit) => (visit.Form.Name ?? "", visit.Way.Place);

    /// <summary>Connects, and logs in where a machine answers that is wanted; null where another does, or the moment is bad.</summary>
    public static async Task<FleetLogin?> TryAsync(Examination examination, Way way, Func<(string Name, string Place), bool> isWanted, CancellationToken cancellation)
    {
        if (examination.Entrance.PromisedDelay is { Ticks: > 0 } delay)
        {
            await Task.Delay(delay, examination.Time, cancellation);
        }

        await using var opened = await examination.OpenOnceAsync(way, cancellation);
        if (!opened.IsReady)
        {
            return null;
        }

        var machine = (GreetingForm.Of(ClientLine.Escape(opened.Greeting!.Raw.Span)).Name ?? "", way.Place);
        if (!isWanted(machine))
        {
            await Examination.QuitAsync(opened.Ready, cancellation);
            return null;
        }

        var login = new Pop3Login(opened.Ready, examination.Options.User!, examination.Options.Password!)
        {
            Capabilities = examination.BestCapabilities,
            Greeting = opened.Greeting,
            MayShowPassword = examination.Entrance.MayShowPassword(opened),
            Host = examination.Options.Target.Host,
        };
        var attempt = await login.RunAsync([], cancellation);
        if (attempt.Result is LoginResult.Locked or LoginResult.Delay)
        {
            // Somebody has the mailbox, perhaps our own last session: says nothing of the machine.
            await Task.Delay(Pause, examination.Time, cancellation);
            return null;
        }

        if (!attempt.IsIn)
        {
            await Examination.QuitAsync(opened.Ready, cancellation);
            return new FleetLogin(machine, attempt);
        }

        var seen = await LookAsync(new FleetLogin(machine, attempt), opened.Ready, cancellation);
        await Examination.QuitAsync(opened.Ready, cancellation);
        return seen;
    }

    private static async Task<FleetLogin> LookAsync(FleetLogin login, Pop3Conversation conversation, CancellationToken cancellation)
    {
        var stat = await conversation.AskAsync("STAT", cancellation);
        var list = await conversation.AskListAsync("UIDL", MostUniqueIds, cancellation);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in list.Lines)
        {
            digest.AppendData(line.Span);
            digest.AppendData("\n"u8);
        }

        var uniqueIds = list.IsWhole ? Convert.ToHexStringLower(digest.GetCurrentHash())[..8] : null;
        return login with
        {
            Numbers = $"{stat.Status} {string.Join(' ', stat.Text.Split(' ').Take(2))}",
            UniqueIds = uniqueIds,
            Mailbox = $"STAT {stat.Shown}{(uniqueIds is null ? "" : $", unique-ids {uniqueIds}")}",
        };
    }
}
