using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Restante.EndToEnd.Processes;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Server.Auth;
using Restante.Server.Sessions;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.EndToEnd.Sessions;

/// <summary>
/// Messages that need not be waited for are sent on the thread that all clients wait for; nothing else happens there, however
/// a session goes on and ends. One slow disk would otherwise hold up everybody.
/// </summary>
public sealed class AtOnceSessionTests : IAsyncLifetime
{
    private const int AtOnce = 1;
    private const int Slow = 2;
    private const int Broken = 3;
    private const int Large = 4;

    private static readonly TimeSpan Patience = Eventually.Limit;

    private readonly HeldMessages _maildrop = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SessionFacts _facts = new() { Id = "7f3c9a", Address = "127.0.0.1", Started = 0 };
    private Authenticator _authenticator = null!;
    private TcpClient _client = null!;
    private StreamReader _replies = null!;
    private SocketConnection _connection = null!;
    private AwaitedInput _input = null!;
    private int _awaited;
    private Task _serving = null!;

    public async Task InitializeAsync()
    {
        _maildrop.Add("Subject: one\r\n\r\nat once\r\n"u8);
        _maildrop.Add("Subject: two\r\n\r\nslow\r\n"u8, slow: true);
        _maildrop.Add("Subject: three\r\n\r\nbroken\r\n"u8, stated: 100);
        _maildrop.Add(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 500))));
        var time = new ManualTime();
        var credentials = new FixedCredentials();
        credentials.Add("ann", "secret");
        _authenticator = new Authenticator(credentials, new Throttle(time, TimeSpan.Zero, TimeSpan.Zero), new byte[ProofSecrets.KeyLength]);
        var services = new SessionServices
        {
            Settings = new SessionSettings { Hostname = "pop-01", Implementation = "test" },
            Store = _maildrop,
            Authenticator = _authenticator,
            Pace = new LoginPace(time),
            Time = time,
            Log = new RecordingLog(),
            Stopping = _stopping.Token,
        };
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _client = new TcpClient { NoDelay = true };
        await _client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        _connection = new SocketConnection(await listener.AcceptSocketAsync());
        _input = new AwaitedInput(_connection.Input);
        _connection.Transport = new Pipes(_input, _connection.Output);
        _replies = new StreamReader(_client.GetStream(), Encoding.Latin1);
        _serving = ServeAsync(services);
        await LineAsync();
        await AskAsync("USER ann");
        await AskAsync("PASS secret");

        // The first goes the usual way, as after any login.
        await RetrieveAsync(AtOnce);
        Assert.Equal(0, _maildrop.OpenedThere);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _serving.WaitAsync(Patience);
        _authenticator.Dispose();
        _stopping.Dispose();
    }

    [Fact]
    public async Task Messages_are_fetched_there_and_what_has_to_be_waited_for_is_not()
    {
        foreach (var message in (int[])[AtOnce, AtOnce, Slow, Large, Slow, AtOnce])
        {
            await RetrieveAsync(message);
        }

        // The slow ones are asked for there, and then opened elsewhere; and where a command comes before the session has
        // begun to wait for it, all of it happens elsewhere.
        Assert.InRange(_maildrop.OpenedThere, 4, 6);
        await AskAsync("QUIT");
        await AssertClosedAsync(EndReason.Quit);
    }

    [Fact]
    public async Task Other_commands_in_between_and_together_with_them_go_elsewhere()
    {
        for (var i = 0; i < 20; i++)
        {
            await RetrieveAsync(AtOnce);
            await AskAsync("NOOP");
            await AskAsync("LIST 1");
        }

        Assert.InRange(_maildrop.OpenedThere, 15, 20);
        await SendAsync("RETR 1\r\nRETR 2\r\nDELE 1\r\nRETR 4\r\nQUIT\r\n");
        await _replies.ReadToEndAsync().WaitAsync(Patience);
        await AssertClosedAsync(EndReason.Quit);
    }

    [Fact]
    public async Task What_a_maildrop_let_go_while_it_rested_is_brought_back_elsewhere()
    {
        for (var i = 0; i < 5; i++)
        {
            await RetrieveAsync(AtOnce);
            var loaded = _maildrop.Loaded;
            _maildrop.Rest();
            await RetrieveAsync(AtOnce);
            Assert.Equal(loaded + 1, _maildrop.Loaded);
        }

        await AskAsync("QUIT");
        await AssertClosedAsync(EndReason.Quit);
    }

    [Fact]
    public async Task A_command_that_comes_octet_by_octet_is_carried_out()
    {
        foreach (var octet in "RETR 1\r\nNOOP\r\n")
        {
            await _client.GetStream().WriteAsync(new[] { (byte)octet });
            await Task.Yield();
        }

        await MessageAsync();
        Assert.StartsWith("+OK", await LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_breaks_off_there_ends_the_session_elsewhere()
    {
        await SendAsync($"RETR {Broken}\r\n");
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            Assert.DoesNotContain("\n.\r\n", await _replies.ReadToEndAsync().WaitAsync(Patience), StringComparison.Ordinal);
            throw new IOException("cut before anything was sent");
        });
        await AssertClosedAsync(EndReason.MessageBroken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_ends_the_session_elsewhere(bool reset)
    {
        await RetrieveAsync(AtOnce);
        await SendAsync("RETR 4\r\nRETR 4\r\n");
        if (reset)
        {
            _client.Client.Close(timeout: 0);
        }
        else
        {
            _client.Client.Shutdown(SocketShutdown.Send);
        }

        await AssertClosedAsync(EndReason.ClientClosed);
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_session_elsewhere()
    {
        await RetrieveAsync(AtOnce);
        await _stopping.CancelAsync();
        await AssertClosedAsync(EndReason.Shutdown);
    }

    [Fact]
    public async Task Whoever_does_not_read_is_waited_for_elsewhere()
    {
        await SendAsync(string.Concat(Enumerable.Repeat($"RETR {Large}\r\n", 400)));
        for (var i = 0; i < 400; i++)
        {
            await MessageAsync();
        }

        await AskAsync("QUIT");
        await AssertClosedAsync(EndReason.Quit);
        Assert.Equal(401, _facts.RetrCount);
    }

    private async Task ServeAsync(SessionServices services)
    {
        await using (var session = new Pop3Session(_connection, ClientOrigin.From(_connection.RemoteEndPoint), services, _facts))
        {
            await session.RunAsync(implicitTls: false);
        }

        await _connection.DisposeAsync();
    }

    private async Task AssertClosedAsync(EndReason reason)
    {
        await _maildrop.Closed.Task.WaitAsync(Patience);
        await _serving.WaitAsync(Patience);
        Assert.Equal(reason, _facts.End);
        Assert.Empty(_maildrop.Misplaced);
        Assert.True(_maildrop.OpenedThere > 0 || reason is EndReason.Shutdown, "nothing was carried out at once");
    }

    /// <summary>Sends when the session waits for it: what is there before goes on where the session is.</summary>
    private async Task SendAsync(string text)
    {
        await Eventually.TrueAsync(() => _input.Waits > _awaited, Patience, "the session waits for its client");
        _awaited = _input.Waits;
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
    }

    private async Task<string> LineAsync() => await _replies.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException();

    private async Task AskAsync(string command)
    {
        await SendAsync(command + "\r\n");
        Assert.StartsWith("+OK", await LineAsync(), StringComparison.Ordinal);
    }

    private async Task RetrieveAsync(int message)
    {
        await SendAsync($"RETR {message}\r\n");
        await MessageAsync();
    }

    private async Task MessageAsync()
    {
        Assert.StartsWith("+OK", await LineAsync(), StringComparison.Ordinal);
        while (await LineAsync() != ".")
        {
            // To its end.
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>What the client sends, and how often it had to be waited for.</summary>
    private sealed class AwaitedInput(PipeReader input) : PipeReader
    {
        private int _waits;

        public int Waits => Volatile.Read(ref _waits);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var read = input.ReadAsync(cancellationToken);
            if (!read.IsCompleted)
            {
                Interlocked.Increment(ref _waits);
            }

            return read;
        }

        public override bool TryRead(out ReadResult result) => input.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => input.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => input.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => input.CancelPendingRead();

        public override void Complete(Exception? exception = null) => input.Complete(exception);
    }
}
