using System.Security.Cryptography;
using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Client.Conformance;

/// <summary>The look at a server before the cases: how it is reached, what it announces, what of that works.</summary>
internal sealed class Survey(ConformanceOptions options, TimeProvider time)
{
    /// <summary>Why the server cannot be examined; null where it can.</summary>
    public string? Why { get; private set; }

    /// <summary>Its name and password make no difference to the user: 96 bits of chance are nobody's.</summary>
    public CaseValues? Values { get; } = options.Server is { User: { } user, Password: { } password }
        ? new CaseValues(user, password, RandomNumberGenerator.GetHexString(24, lowercase: true)) : null;

    public ServerFacts Facts { get; private set; } = new();

    public async Task<CaseEntrance?> RunAsync(Func<Opened, string?> mayShowPassword, CancellationToken cancellation)
    {
        var transcript = new Transcript(time);
        var opener = new TalkOpener(options.Server, transcript, time, static _ => { });
        await using var opened = await opener.OpenAsync(cancellation);
        if (opened is not { IsReady: true })
        {
            Why = opened?.Why ?? string.Join("; ", opener.Failures);
            return null;
        }

        Why = options.Server.User is null ? null : mayShowPassword(opened);
        var channel = opened.Way.Channel == Channel.Plain && opened.Established is not null ? Channel.StartTls : opened.Way.Channel;
        var entrance = new CaseEntrance(options, opened.Way with { Channel = channel }, Values, time);
        entrance.Capabilities = await CapabilitySet.AskAsync(opened.Ready, cancellation);
        await opened.Ready.AskAsync("QUIT", cancellation);
        Facts = new ServerFacts
        {
            Channel = channel,
            Capabilities = entrance.Capabilities,
            PlainCapabilities = channel == Channel.StartTls ? await PlainAsync(entrance, cancellation) : entrance.Capabilities,
            Timestamp = Protocol.Sasl.ApopDigest.FindTimestamp(SeedMessage.Text(opened.Greeting!.Raw.Span)),
            Greeting = opened.Greeting.Shown,
        };
        if (Why is null && Facts.Capabilities is null && Values is not null)
        {
            Facts = Facts with { Tried = await TryAsync(entrance, cancellation) };
        }

        return entrance;
    }

    private async Task<CapabilitySet?> PlainAsync(CaseEntrance entrance, CancellationToken cancellation)
    {
        var (client, _) = await entrance.OpenAsync(new Transcript(time), Channel.Plain, cancellation);
        if (client is null)
        {
            return null;
        }

        await using (client)
        {
            var known = await CapabilitySet.AskAsync(client.Conversation, cancellation);
            await client.Conversation.AskAsync("QUIT", cancellation);
            return known;
        }
    }

    /// <summary>A server without CAPA is asked by trying (RFC 2449 §1).</summary>
    private async Task<IReadOnlyList<string>> TryAsync(CaseEntrance entrance, CancellationToken cancellation)
    {
        var (client, why) = await entrance.LogInAsync(new Transcript(time), cancellation);
        if (client is null)
        {
            Why = why;
            return [];
        }

        var found = new List<string>();
        await using (client)
        {
            if (entrance.Method == Login.LoginMethod.UserPass)
            {
                found.Add("USER");
            }

            if ((await client.Conversation.AskListAsync("UIDL", ReadLimits.ListLines, cancellation)).IsWhole)
            {
                found.Add("UIDL");
            }

            // Without a message TOP cannot be told from a command that is not known, except by its words.
            var top = await client.Conversation.AskListAsync("TOP 1 0", ReadLimits.ListLines, cancellation);
            if (top.IsWhole || !Login.LoginRefusal.IsUnknownCommand(top.Status))
            {
                found.Add("TOP");
            }

            await client.Conversation.AskAsync("QUIT", cancellation);
        }

        return found;
    }
}
