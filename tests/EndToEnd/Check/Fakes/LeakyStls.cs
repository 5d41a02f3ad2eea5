using System.Text;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>A server that reads into one buffer and keeps it when TLS begins: the fault of CVE-2011-0411.</summary>
/// <param name="fake">Whose commands and certificate it uses.</param>
/// <param name="session">The connection.</param>
/// <param name="onlyWithTheNextOne">Looks at what it holds only when more comes.</param>
internal sealed class LeakyStls(FakePop3 fake, FakeSession session, bool onlyWithTheNextOne)
{
    /// <summary>Healthy: forgets what came before the handshake.</summary>
    public bool Drops { get; init; }

    public async Task SpeakAsync()
    {
        await session.LineAsync(fake.Greeting);
        var held = "";
        var octets = new byte[4096];
        var mayRun = true;
        while (!session.IsOver)
        {
            var end = held.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0 || !mayRun)
            {
                var count = await session.Stream.ReadAsync(octets, fake.Stopping);
                if (count == 0)
                {
                    return;
                }

                held += Encoding.Latin1.GetString(octets, 0, count);
                mayRun = true;
                continue;
            }

            var line = held[..end].TrimEnd('\r');
            held = held[(end + 1)..];
            var wasEncrypted = session.Encrypted;
            await (fake.Commands.TryGetValue(line.Split(' ')[0].ToUpperInvariant(), out var command) ? command(session, "") : session.LineAsync("-ERR"));
            if (session.Encrypted && !wasEncrypted)
            {
                held = Drops ? "" : held;
                mayRun = !onlyWithTheNextOne;
            }
        }
    }
}
