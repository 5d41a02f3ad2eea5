using System.Net.Sockets;
using Restante.Client.Wire;

namespace Restante.Client.Conformance.Seeds;

/// <summary>Delivers by LMTP (RFC 2033), a connection a message.</summary>
/// <param name="recipient">As RCPT TO names it.</param>
public sealed class LmtpSeed(string host, int port, string recipient, TimeSpan timeout, TimeProvider time) : ISeed
{
    private const int LongestReply = 1000;

    public async Task<string?> AddAsync(SeedMessage message, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(host, port, cancellation).AsTask().WaitAsync(timeout, time, cancellation);
            await using var wire = new Pop3Wire(client.GetStream(), time);
            var octets = SeedMessage.Text(message.Octets.Span).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
            var stuffed = octets.StartsWith('.') ? "." + octets : octets;
            return await ReadAsync(wire, '2', cancellation)
                ?? await AskAsync(wire, "LHLO localhost", '2', cancellation)
                ?? await AskAsync(wire, "MAIL FROM:<>", '2', cancellation)
                ?? await AskAsync(wire, $"RCPT TO:<{recipient}>", '2', cancellation)
                ?? await AskAsync(wire, "DATA", '3', cancellation)
                ?? await AskAsync(wire, stuffed + ".", '2', cancellation)
                ?? await AskAsync(wire, "QUIT", '2', cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException)
        {
            return $"LMTP to {host}:{port}: {e.Message}";
        }
    }

    private async Task<string?> AskAsync(Pop3Wire wire, string text, char wanted, CancellationToken cancellation)
    {
        await wire.WriteAsync((text + "\r\n").Select(c => (byte)c).ToArray(), timeout, cancellation);
        return await ReadAsync(wire, wanted, cancellation);
    }

    /// <summary>Null where the reply begins with the digit.</summary>
    private async Task<string?> ReadAsync(Pop3Wire wire, char wanted, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await wire.ReadLineAsync(LongestReply, timeout, cancellation);
            var line = SeedMessage.Text(read.Octets.Span);
            if (!read.IsLine)
            {
                return $"LMTP to {host}:{port}: no answer";
            }

            if (line.Length < 4 || line[3] != '-')
            {
                return line.StartsWith(wanted) ? null : $"LMTP to {host}:{port}: {Protocol.Transcript.ServerLine.Show(read.Octets.Span)}";
            }
        }
    }
}
