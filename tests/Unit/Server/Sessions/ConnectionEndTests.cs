using System.Net;
using System.Text;
using Restante.Server.Auth;
using Restante.Server.Config;
using Restante.Server.Sessions;
using Restante.Server.Stores.Memory;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Sessions;

/// <summary>What becomes of a connection whose session is over.</summary>
public sealed class ConnectionEndTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    // Who has not logged in is cut sooner than limits.stall says.
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly RecordingLog _log = new();
    private readonly ConnectionLimits _limits = new();
    private readonly PipeConnection _connection;
    private readonly Authenticator _authenticator;
    private readonly Pop3ConnectionHandler _handler;

    public ConnectionEndTests()
    {
        _limits.Set(10, 10);
        _connection = new PipeConnection(new IPEndPoint(IPAddress.Loopback, 50_000), sendBuffer: 4);
        _authenticator = new Authenticator(new FixedCredentials(), new Throttle(_time, TimeSpan.Zero, TimeSpan.Zero), new byte[ProofSecrets.KeyLength]);
        var services = new SessionServices
        {
            Settings = new SessionSettings { Hostname = "pop-01", Implementation = "test" },
            Store = new MemoryMailStore(),
            Authenticator = _authenticator,
            Pace = new LoginPace(_time),
            Time = _time,
            Log = _log,
        };
        _handler = new Pop3ConnectionHandler(() => services, () => _limits);
    }

    public void Dispose() => _authenticator.Dispose();

    [Fact]
    public async Task A_client_that_never_reads_the_end_is_cut_and_counts_until_then()
    {
        var serving = _handler.ServeAsync(_connection, ListenOptions.Defaults[0]);
        await ReadAsync();
        await QuitAsync();
        _time.Advance(Stall - TimeSpan.FromSeconds(1));
        Assert.False(serving.IsCompleted);
        Assert.False(_connection.Aborted);
        Assert.Equal(1, _limits.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        await serving.WaitAsync(Patience);
        Assert.True(_connection.Aborted);
        Assert.Equal(0, _limits.Count);
    }

    [Fact]
    public async Task A_client_that_reads_the_end_is_not_cut()
    {
        var serving = _handler.ServeAsync(_connection, ListenOptions.Defaults[0]);
        await ReadAsync();
        await QuitAsync();
        while (!await ReadAsync())
        {
            // To the end of what the server says.
        }

        await serving.WaitAsync(Patience);
        Assert.False(_connection.Aborted);
        Assert.Equal(0, _limits.Count);
    }

    [Fact]
    public async Task A_wait_that_is_called_off_for_no_reason_of_the_sessions_goes_on()
    {
        // As by a limit on the PROXY header that runs out in the moment in which the header is there.
        var serving = _handler.ServeAsync(_connection, ListenOptions.Defaults[0]);
        await ReadAsync();
        _connection.Transport.Input.CancelPendingRead();
        Assert.False(serving.IsCompleted);
        await QuitAsync();
        while (!await ReadAsync())
        {
            // To the end of what the server says.
        }

        await serving.WaitAsync(Patience);
        Assert.Contains(_log.Lines, line => line.Contains("end=quit", StringComparison.Ordinal));
    }

    private async Task QuitAsync() => await _connection.Client.Output.WriteAsync(Encoding.ASCII.GetBytes("QUIT\r\n"));

    /// <summary>True when nothing follows.</summary>
    private async Task<bool> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var read = await _connection.Client.Input.ReadAsync(limit.Token);
        _connection.Client.Input.AdvanceTo(read.Buffer.End);
        return read.IsCompleted;
    }
}
