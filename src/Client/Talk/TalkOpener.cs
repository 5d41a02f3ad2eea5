using System.Net;
using System.Net.Sockets;
using Restante.Client.Connecting;
using Restante.Client.Wire;

namespace Restante.Client.Talk;

/// <summary>
/// Finds the way in that somebody means: by the port, by the server's first word, by what CAPA promises. Without a port
/// 995 comes before 110.
/// </summary>
/// <param name="options">Target, TLS, time, and how names are looked up.</param>
/// <param name="remark">Told what was decided, and why.</param>
public sealed class TalkOpener(CheckOptions options, Transcript transcript, TimeProvider time, Action<string> remark)
{
    /// <summary>A server that speaks first has spoken by then; a slower one is heard all the same, after TLS was tried in vain.</summary>
    private static readonly TimeSpan FirstWord = TimeSpan.FromSeconds(1.5);

    private readonly List<string> _failures = [];

    public Opener Opener { get; } = new(options.Target.Host, options.Timeout, time, transcript);

    /// <summary>What was tried in vain, a line each.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The capabilities where they had to be asked for STLS.</summary>
    public CapabilitySet? Capabilities { get; private set; }

    /// <summary>A connection that greeted, by +OK or by -ERR; null where none did.</summary>
    public async Task<Opened?> OpenAsync(CancellationToken cancellation)
    {
        var addresses = await ResolveAsync(cancellation);
        foreach (var port in Ports())
        {
            foreach (var address in addresses)
            {
                var end = new IPEndPoint(address, port);
                var opened = await OpenAsync(end, cancellation);
                if (opened is { IsReady: true } or { Stage: OpenStage.Greeting, Greeting.Status: ReplyStatus.Error })
                {
                    return opened;
                }

                _failures.Add($"{Target.Show(address.ToString(), port)}: {Words(opened)}");
                await opened.DisposeAsync();
            }
        }

        return null;
    }

    private int[] Ports() => options.Target.Port is { } port ? [port] : options.Tls switch
    {
        TlsChoice.Auto => [Target.TlsPort, Target.PlainPort],
        TlsChoice.Implicit => [Target.TlsPort],
        _ => [Target.PlainPort],
    };

    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancellation)
    {
        if (IPAddress.TryParse(options.Target.Host, out var address))
        {
            return [address];
        }

        try
        {
            return await options.Resolve(options.Target.Host, cancellation).WaitAsync(options.Timeout, time, cancellation);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            _failures.Add($"the name {options.Target.Host} has no address: {e.Message}");
            return [];
        }
    }

    private Task<Opened> OpenAsync(IPEndPoint end, CancellationToken cancellation) => options.Tls switch
    {
        TlsChoice.Implicit => Opener.OpenAsync(new Way(end, Channel.Implicit), cancellation),
        TlsChoice.StartTls => Opener.OpenAsync(new Way(end, Channel.StartTls), cancellation),
        TlsChoice.None => Opener.OpenAsync(new Way(end, Channel.Plain), cancellation),
        // 1995, 10995: ports that were chosen after 995.
        _ when end.Port % 1000 == Target.TlsPort => TlsFirstAsync(end, cancellation),
        _ => PlainFirstAsync(end, cancellation),
    };

    private async Task<Opened> TlsFirstAsync(IPEndPoint end, CancellationToken cancellation)
    {
        var opened = await Opener.OpenAsync(new Way(end, Channel.Implicit), cancellation);
        if (opened.Tls is not TlsOutcome.Failed { Reason: TlsFailure.PlainText })
        {
            return opened;
        }

        remark($"port {end.Port} speaks plain text and no TLS");
        return await UpgradeAsync(await Opener.OpenAsync(new Way(end, Channel.Plain), cancellation), cancellation);
    }

    private async Task<Opened> PlainFirstAsync(IPEndPoint end, CancellationToken cancellation)
    {
        var way = new Way(end, Channel.Plain);
        var reached = await Reaching.ConnectAsync(end, options.Timeout, time, cancellation);
        if (reached.Socket is not { } socket)
        {
            return new Opened(way, OpenStage.Connecting, reached);
        }

        var conversation = new Pop3Conversation(new NetworkStream(socket, ownsSocket: true), time, options.Timeout, transcript);
        conversation.Note($"connected to {way}");
        if (await conversation.Wire.AwaitMoreAsync(FirstWord < options.Timeout ? FirstWord : options.Timeout, cancellation) == WireEvent.TimedOut)
        {
            conversation.Note("silence: is it TLS that it waits for?");
            var encrypted = await Opener.OpenAsync(new Way(end, Channel.Implicit), cancellation);
            if (encrypted.Conversation is not null)
            {
                remark($"port {end.Port} says nothing to plain text, and speaks TLS");
                await conversation.DisposeAsync();
                return encrypted;
            }

            await encrypted.DisposeAsync();
        }

        var greeting = await conversation.ReadReplyAsync(cancellation);
        var opened = new Opened(way, greeting.IsOk ? OpenStage.Ready : OpenStage.Greeting, reached) { Conversation = conversation, Greeting = greeting };
        return await UpgradeAsync(opened, cancellation);
    }

    /// <summary>STLS where it is promised.</summary>
    private async Task<Opened> UpgradeAsync(Opened plain, CancellationToken cancellation)
    {
        if (!plain.IsReady)
        {
            return plain;
        }

        Capabilities = await CapabilitySet.AskAsync(plain.Ready, cancellation);
        if (Capabilities?.Has("STLS") != true)
        {
            remark("not encrypted: the server does not promise STLS");
            return plain;
        }

        Capabilities = null;
        var upgraded = await Opener.StartTlsAsync(plain, cancellation);
        if (upgraded.IsReady)
        {
            remark("the server promises STLS: encrypted");
        }

        return upgraded;
    }

    private static string Words(Opened opened) => opened switch
    {
        { Tls: TlsOutcome.Failed { Reason: TlsFailure.PlainText } failed } when OtherProtocol.Recognise(failed.First.Span) is { } other => $"it speaks {other}",
        { Tls: TlsOutcome.Failed { Reason: TlsFailure.PlainText } } => "it speaks plain text and no TLS: --tls starttls, or none",
        { Tls: TlsOutcome.Failed failed } => $"{opened.Why}: {failed.Detail}",
        { Stage: OpenStage.StartTls } => $"{opened.Why}; --tls none goes on without encryption",
        { Greeting: { } greeting } when OtherProtocol.Recognise(greeting.Raw.Span) is { } other => $"no POP3: it speaks {other}",
        { Greeting.Status: ReplyStatus.Closed or ReplyStatus.Broken } => "the server closes without a word",
        _ => opened.Why,
    };
}
