using System.Net;
using System.Text;
using Restante.Fuzz.Targets;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Transport;

public sealed class ProxyGateTests
{
    private static readonly IPAddress Balancer = IPAddress.Parse("10.0.0.5");

    private readonly ManualTime _time = new();
    private readonly PipeConnection _connection = new(new IPEndPoint(Balancer, 50_000));

    [Fact]
    public async Task A_header_is_taken_in_single_octets_and_what_follows_stays()
    {
        var entering = Enter(Balancer);
        foreach (var octet in "PROXY TCP4 192.0.2.7 10.0.0.1 50000 110\r\nCAPA\r\n"u8.ToArray())
        {
            await _connection.Client.Output.WriteAsync(new[] { octet });
        }

        Assert.Equal("192.0.2.7:50000", (await entering).Header?.Client?.ToString());
        Assert.True(_connection.Transport.Input.TryRead(out var rest));
        Assert.Equal("CAPA\r\n", Encoding.ASCII.GetString(rest.Buffer));
    }

    [Theory]
    [InlineData("10.1.2.3", null)]
    [InlineData("2001:db8::5", null)]
    [InlineData("11.0.0.1", ProxyGate.Outsider)]
    [InlineData("127.0.0.1", ProxyGate.Outsider)]
    [InlineData(null, ProxyGate.Outsider)]
    public async Task Only_balancers_are_asked_for_a_header(string? peer, string? refusal)
    {
        await _connection.Client.Output.WriteAsync(ProxyOctets.Header(0x20, 0));
        Assert.Equal(refusal, (await Enter(peer is null ? null : IPAddress.Parse(peer))).Refusal);
    }

    [Theory]
    [InlineData("CAPA\r\n", ProxyGate.Absent)]
    [InlineData("PROXY TCP4 nonsense\r\n", "the PROXY header is malformed: two addresses and two ports follow TCP4 and TCP6")]
    public async Task Who_sends_another_thing_is_refused_with_the_reason(string text, string refusal)
    {
        await _connection.Client.Output.WriteAsync(Encoding.ASCII.GetBytes(text));
        Assert.Equal(refusal, (await Enter(Balancer)).Refusal);
    }

    [Fact]
    public async Task Who_closes_before_the_end_is_refused()
    {
        await _connection.Client.Output.WriteAsync("PROXY TCP4"u8.ToArray());
        await _connection.Client.Output.CompleteAsync();
        Assert.Equal(ProxyGate.Gone, (await Enter(Balancer)).Refusal);
    }

    [Fact]
    public async Task Who_is_silent_is_refused_after_five_seconds_and_single_octets_win_no_time()
    {
        var entering = Enter(Balancer);
        _time.Advance(TimeSpan.FromSeconds(4));
        await _connection.Client.Output.WriteAsync("P"u8.ToArray());
        Assert.False(entering.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ProxyGate.Silent, (await entering).Refusal);
    }

    private Task<ProxyEntry> Enter(IPAddress? peer) =>
        new ProxyGate([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")], _time)
            .ReadAsync(_connection.Transport.Input, peer, CancellationToken.None).AsTask();
}
