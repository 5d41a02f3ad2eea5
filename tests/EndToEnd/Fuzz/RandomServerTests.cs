using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Fuzz;

/// <summary>`check` against servers that answer half of everything with anything: it ends in time, throws nothing, and shows no raw octet.</summary>
public sealed class RandomServerTests
{
    // Short: half of the answers never come.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Answers =
    [
        "+OK\r\n", "-ERR no\r\n", "+OK\r\n.\r\n", "+OK 3 300\r\n1 100\r\n2 100\r\n.\r\n", "+OK\r\nSTLS\r\nUSER\r\nSASL PLAIN \u001b[2J\r\n.\r\n", "+ \r\n", "\r\n",
        "+OK 1 99999999999999999999\r\n", "+OK\r\nx\n..\r\n.", "HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0", "+OK \u0007", "* OK IMAP4rev1\r\n",
        "+OK 2 1\r\n1 ../../etc/passwd\r\n1 a\r\n.\r\n", "", "+OK <1896.697170952@dbc.mtview.ca.us>\r\n", "-ERR [IN-USE] busy\r\n+OK\r\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Check_survives_whatever_a_server_says(int seed)
    {
        var random = new Random(seed);
        await using var fake = new FakePop3();
        foreach (var (name, healthy) in fake.Commands.ToList())
        {
            fake.Commands[name] = (session, argument) => Choose(4) < 2 ? healthy(session, argument) : session.RawAsync(Answers[Choose(Answers.Length)]);
        }

        fake.GreetingOf = _ => Choose(8) == 0 ? "+OK \u001b]0;x\u0007" : "+OK ready";
        fake.Start();
        var report = await Examined.LoggedInAsync(fake, options => options with { Timeout = Step });
        Assert.All(report.Findings, finding => Assert.DoesNotContain(finding.SeenText, char.IsControl));

        int Choose(int most)
        {
            lock (random)
            {
                return random.Next(most);
            }
        }
    }
}
