using System.IO.Pipelines;
using System.Net;
using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Auth;
using Restante.Server.Sessions;
using Restante.Server.Stores;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Sessions;

/// <summary>A whole session with ann's maildrop, without sockets; shows what each flush of the server holds.</summary>
internal sealed class RecordedSession : IAsyncDisposable
{
    // Real time, and far more than anything here takes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PipeConnection _connection = new(new IPEndPoint(IPAddress.Loopback, 50_000), long.MaxValue);
    private readonly FlushRecorder _recorder;
    private readonly Authenticator _authenticator;
    private readonly Task _serving;

    private RecordedSession(IMailStore store)
    {
        var credentials = new FixedCredentials();
        credentials.Add("ann", "secret");
        _recorder = new FlushRecorder(_connection.Transport.Output);
        _connection.Transport = new Pipes(_connection.Transport.Input, _recorder);
        var time = new ManualTime();
        _authenticator = new Authenticator(credentials, new Throttle(time, TimeSpan.Zero, TimeSpan.Zero), new byte[ProofSecrets.KeyLength]);
        var services = new SessionServices
        {
            Settings = new SessionSettings { Hostname = "pop-01", Implementation = "test" },
            Store = store,
            Authenticator = _authenticator,
            Pace = new LoginPace(time),
            Time = time,
            Log = new RecordingLog(),
        };
        _serving = Serve(services, new SessionFacts { Id = "7f3c9a", Address = "127.0.0.1", Started = 0 });
    }

    public static MailboxName Ann { get; } = MailboxName.TryParse("ann", out var name) ? name : throw new InvalidOperationException();

    /// <summary>A session that has logged in.</summary>
    public static async Task<RecordedSession> OpenAsync(IMailStore store)
    {
        var session = new RecordedSession(store);
        await session.LineAsync();
        await session.SendAsync("USER ann\r\n");
        await session.LineAsync();
        await session.SendAsync("PASS secret\r\n");
        Assert.StartsWith("+OK ", await session.LineAsync(), StringComparison.Ordinal);
        return session;
    }

    public async Task SendAsync(string text) => await _connection.Client.Output.WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>The flush that is a single-line reply, which is never split.</summary>
    public async Task<string> LineAsync()
    {
        var flush = Encoding.ASCII.GetString(await NextAsync());
        Assert.Equal(flush.Length - 2, flush.IndexOf("\r\n", StringComparison.Ordinal));
        return flush[..^2];
    }

    /// <summary>The flushes of a multi-line reply.</summary>
    public async Task<List<byte[]>> ReplyAsync(string command)
    {
        await SendAsync(command + "\r\n");
        var flushes = new List<byte[]>();
        do
        {
            flushes.Add(await NextAsync());
        }
        while (!Ends(flushes[^1]));
        Assert.Equal(0, _recorder.Count);
        return flushes;
    }

    /// <summary>The server has ended the session.</summary>
    public Task EndAsync() => _serving.WaitAsync(Patience);

    /// <summary>What it has flushed since the last reply.</summary>
    public async Task<string> RestAsync()
    {
        var rest = "";
        while (_recorder.Count > 0)
        {
            rest += Encoding.ASCII.GetString(await NextAsync());
        }

        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.Client.Output.CompleteAsync();
        await _serving.WaitAsync(Patience);
        _authenticator.Dispose();
    }

    private async Task<byte[]> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _recorder.NextAsync(limit.Token);
    }

    private async Task Serve(SessionServices services, SessionFacts facts)
    {
        await using var session = new Pop3Session(_connection, ClientOrigin.From(_connection.RemoteEndPoint), services, facts);
        await session.RunAsync(implicitTls: false);
    }

    // Also where the terminator went out alone, so that a test sees it instead of waiting for ever.
    private static bool Ends(ReadOnlySpan<byte> flush) => flush.EndsWith("\r\n.\r\n"u8) || flush.SequenceEqual(ReplyWriter.Terminator);

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
