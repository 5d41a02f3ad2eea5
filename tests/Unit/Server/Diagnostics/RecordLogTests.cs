using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Restante.Server.Diagnostics;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Diagnostics;

public sealed class RecordLogTests : IDisposable
{
    private const string Example =
        "2026-11-21T10:15:03.120Z pop-01 7f3c9a session-end user=ann address=192.0.2.7 tls=TLSv1.3 mechanism=SCRAM-SHA-256 end=quit "
        + "maildrop=7/2379188 retr=7/2378000 top=0/0 dele=7 removed=7 in=212 out=2380114 seconds=29.120\n";

    private readonly ManualTime _time = new();
    private readonly GatedStream _target = new();

    public void Dispose() => _target.Dispose();

    [Fact]
    public async Task The_end_of_a_session_is_the_line_that_scripts_know()
    {
        _time.Advance(new TimeSpan(0, 0, 15, 3, 120));
        await using var log = new RecordLog(_target, _time, "pop-01", json: false);
        LogExample(log.CreateLogger("Restante.Server"));
        await log.FlushAsync();
        Assert.Equal(Example, _target.Text);
    }

    [Fact]
    public async Task JSON_has_the_same_keys_in_the_same_order()
    {
        await using var log = new RecordLog(_target, _time, "pop-01", json: true);
        LogExample(log.CreateLogger("Restante.Server"));
        await log.FlushAsync();
        var keys = JsonSerializer.Deserialize<JsonElement>(_target.Text).EnumerateObject().Select(p => p.Name).ToList();
        Assert.Equal(["time", "node", "session", "event"], keys[..4]);
        Assert.Equal(Example.Split(' ')[4..].Select(f => f.Split('=')[0]), keys[4..]);
    }

    [Fact]
    public async Task Odd_line_ends_are_named_where_there_were_any()
    {
        await using var log = new RecordLog(_target, _time, "pop-01", json: false);
        log.CreateLogger("Restante.Server").SessionEnd("7f3c9a", null, "192.0.2.7", null, null, "client-closed", null, "0/0", "0/0", 0, 0, 0, 0, 0, "lf", null, null);
        await log.FlushAsync();
        Assert.EndsWith(" user=- address=192.0.2.7 tls=- mechanism=- end=client-closed maildrop=- retr=0/0 top=0/0 dele=0 removed=0 in=0 out=0 seconds=0.000 lines=lf\n", _target.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_in_a_record_is_written_like_the_records_own()
    {
        await using var log = new RecordLog(_target, _time, "pop-01", json: false);
        log.CreateLogger("Restante.Server").MaildropInUse("7f3c9a", "ann", "192.0.2.7", "aa11bb", "192.0.2.8", _time.GetUtcNow());
        await log.FlushAsync();
        Assert.EndsWith(" maildrop-in-use user=ann address=192.0.2.7 holder=aa11bb holderaddress=192.0.2.8 since=2026-11-21T10:00:00.000Z\n", _target.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_framework_only_warnings_are_kept()
    {
        await using var log = new RecordLog(_target, _time, "pop-01", json: false);
        var logger = log.CreateLogger("Microsoft.AspNetCore");
        logger.LogInformation("chatter");
        logger.LogWarning("a warning of {Kind}", "theirs");
        await log.FlushAsync();
        Assert.Equal("2026-11-21T10:00:00.000Z pop-01 - framework source=Microsoft.AspNetCore message=\"a warning of theirs\" error=-\n", _target.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_cannot_be_made_is_counted_and_ends_no_other(bool json)
    {
        await using var log = new RecordLog(_target, _time, "pop-01", json);
        var logger = log.CreateLogger("Restante.Server");
        logger.Log(LogLevel.Warning, new EventId(1, "odd"), new KeyValuePair<string, object?>[] { new("value", new Unprintable()) }, null, (_, _) => "");
        await log.FlushAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        LogExample(logger);
        await log.FlushAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("records-lost", _target.Text, StringComparison.Ordinal);
        Assert.Contains("session-end", _target.Text, StringComparison.Ordinal);
        Assert.All(_target.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(json ? "^{.*}$" : "^2026-", line));
    }

    [Fact]
    public async Task A_blocked_target_blocks_nobody_for_long()
    {
        _target.Block();
        await using var log = new RecordLog(_target, _time, "pop-01", json: false);
        LogExample(log.CreateLogger("Restante.Server"));
        var flush = log.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await flush.WaitAsync(TimeSpan.FromSeconds(60));
        _target.Open();
        await log.FlushAsync();
        Assert.Contains("session-end", _target.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_blocked_target_has_lost_is_counted()
    {
        const int records = 80_000;
        _target.Block();
        await using (var log = new RecordLog(_target, _time, "pop-01", json: false))
        {
            var logger = log.CreateLogger("Restante.Server");
            for (var i = 0; i < records; i++)
            {
                logger.Stopping("-", "x");
            }

            _target.Open();
        }

        var lines = _target.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var lost = lines.Where(l => l.Contains(" records-lost ", StringComparison.Ordinal)).Sum(l => int.Parse(l.Split('=')[1], CultureInfo.InvariantCulture));
        Assert.True(lost > 0);
        Assert.Equal(records, lines.Count(l => l.Contains(" stopping ", StringComparison.Ordinal)) + lost);
    }

    [Fact]
    public async Task A_target_that_is_gone_stops_nothing_and_hears_how_much_it_lacks_when_it_is_back()
    {
        foreach (var fault in new Exception[] { new IOException("broken pipe"), new ObjectDisposedException("stream"), new UnauthorizedAccessException() })
        {
            _target.Fault = fault;
            await using var log = new RecordLog(_target, _time, "pop-01", json: false);
            LogExample(log.CreateLogger("Restante.Server"));
            await log.FlushAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            _target.Fault = null;
            LogExample(log.CreateLogger("Restante.Server"));
            await log.FlushAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        }

        var lines = _target.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Count(l => l.Contains(" session-end ", StringComparison.Ordinal)));
        Assert.Equal(3, lines.Count(l => l.EndsWith(" records-lost count=1", StringComparison.Ordinal)));
        Assert.Equal(6, lines.Length);
    }

    private static void LogExample(ILogger logger) => logger.SessionEnd(
        "7f3c9a", "ann", "192.0.2.7", "TLSv1.3", "SCRAM-SHA-256", "quit", "7/2379188", "7/2378000", "0/0", 7, 7, 212, 2380114, 29.12, null, null, null);

    /// <summary>A target that takes nothing while its gate is closed.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public GatedStream() => _gate.SetResult();

        public Exception? Fault { get; set; }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public void Block() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _gate.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _gate.Task;
            if (Fault is { } fault)
            {
                throw fault;
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }

    private sealed class Unprintable
    {
        // As any text where there is no memory for it.
        public override string ToString() => throw new InvalidOperationException("no memory");
    }
}
