using System.Security.Cryptography;
using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Strangers;

/// <summary>Whatever else connects to a port on the internet.</summary>
public sealed class StrangerTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    /// <summary>The first octets of a ClientHello, as OpenSSL sends it.</summary>
    private const string TlsHello = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: pop.example.com\r\n\r\n", "HTTP")]
    [InlineData("EHLO client.example.com\r\n", "SMTP")]
    [InlineData(TlsHello, "TLS")]
    public async Task A_stranger_on_the_plain_port_is_told_what_it_speaks_and_is_let_go(string octets, string recognised)
    {
        await using var session = await fixture.Server.ConnectAsync();
        // Padded, as a hello is longer than its first octets.
        await session.SendAsync(octets + (recognised == "TLS" ? new string('\0', 512) : ""));

        var replies = await session.ReadToEndAsync();
        Assert.StartsWith("-ERR", replies, StringComparison.Ordinal);
        Assert.Contains(recognised, replies, StringComparison.OrdinalIgnoreCase);
        Assert.Single(replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        await StillServesAsync();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("USER ann\r\n")]
    [InlineData(TlsHello)]
    [InlineData("")]
    public async Task Garbage_on_the_TLS_port_ends_that_connection_only(string start)
    {
        await using var session = await RawPop3.DialAsync(fixture.Server.TlsPort);
        var noise = new byte[4096];
        RandomNumberGenerator.Fill(noise);
        try
        {
            await session.SendAsync((byte[])[.. Encoding.Latin1.GetBytes(start), .. noise]);
        }
        catch (IOException)
        {
            // Let go in the middle of it.
        }

        session.FinishSending();
        var answer = await session.ReadToEndAsync();
        Assert.DoesNotContain("+OK", answer, StringComparison.Ordinal);
        await StillServesAsync();
    }

    [Fact]
    public async Task Who_says_nothing_is_let_go_when_the_time_for_a_login_is_over()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = """{ "limits": { "login": "2s", "handshake": "2s" } }""" });
        await using var plain = await server.ConnectAsync();
        await using var tls = await RawPop3.DialAsync(server.TlsPort);

        // Their usual limits are a minute and ten seconds.
        await plain.ReadToEndAsync(TimeSpan.FromSeconds(30));
        await tls.ReadToEndAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Ten_refused_commands_in_a_row_are_enough()
    {
        await using var session = await fixture.Server.ConnectAsync();
        await session.SendAsync(string.Concat(Enumerable.Repeat("FROB\r\n", 30)));

        var replies = (await session.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(replies.Length, 10, 12);
        Assert.All(replies, r => Assert.StartsWith("-ERR", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_asks_without_end_before_login_and_reads_nothing_is_cut_within_seconds()
    {
        await using var server = await RestanteServer.StartAsync();
        await using var session = await server.ConnectAsync();
        var asking = Task.Run(async () =>
        {
            while (true)
            {
                await session.SendAsync(string.Concat(Enumerable.Repeat("CAPA\r\n", 5000)));
            }
        });

        await Eventually.TrueAsync(
            () => server.Output.Contains(" end=write-timeout ", StringComparison.Ordinal), Eventually.Limit, "limits.stall is five minutes; the session is cut long before");
        await Assert.ThrowsAnyAsync<Exception>(() => asking);
    }

    private async Task StillServesAsync()
    {
        await using var plain = await fixture.Server.ConnectAsync();
        await plain.ExpectOkAsync("CAPA");
        await using var tls = await fixture.Server.ConnectTlsAsync();
        await tls.ExpectOkAsync("CAPA");
    }
}
