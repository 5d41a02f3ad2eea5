using Restante.EndToEnd.Wire;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Auth;

/// <summary>Our client's side of a mechanism, over a connection.</summary>
internal static class SaslOverWire
{
    /// <returns>The server's last line.</returns>
    public static async Task<string> AuthenticateAsync(this RawPop3 session, SaslClient client)
    {
        var initial = client.Begin() is { } octets ? " " + (octets.Length == 0 ? "=" : Convert.ToBase64String(octets)) : "";
        await session.SendAsync($"AUTH {client.Mechanism}{initial}\r\n");
        while (true)
        {
            var line = await session.ReadLineAsync();
            if (!line.StartsWith("+ ", StringComparison.Ordinal) && line != "+")
            {
                return line;
            }

            var reply = client.Respond(Convert.FromBase64String(line[1..].Trim()));
            var response = reply is SaslReply.Response r ? Convert.ToBase64String(r.Octets.Span) : "*";
            await session.SendAsync(response + "\r\n");
        }
    }
}
