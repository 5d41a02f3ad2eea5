using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>A reply that nobody asked for, at once and inside TLS, or a moment later and in clear text.</summary>
public sealed class UnaskedReplyTests
{
    [Theory]
    [InlineData("greeting", "+OK and another line")]
    [InlineData("greeting", "welcome to our server")]
    [InlineData("STAT", "+OK")]
    [InlineData("NOOP", "+OK")]
    [InlineData("RSET", "+OK")]
    [InlineData("LIST", ".")]
    [InlineData("UIDL", "+OK done")]
    [InlineData("login", "+OK welcome")]
    public Task One_reply_too_many(string where, string line) =>
        Task.WhenAll(
            Steadily.RunAsync(() => ExamineAsync(where, line, tls: false, later: true)),
            Steadily.RunAsync(() => ExamineAsync(where, line, tls: true, later: false)));

    private static async Task ExamineAsync(string where, string line, bool tls, bool later)
    {
        await using var fake = new FakePop3 { Tls = tls ? FakeTls.Healthy() : null, Implicit = tls }.Start();
        if (where == "greeting")
        {
            fake.Greeting += "\r\n" + line;
        }
        else
        {
            foreach (var name in where == "login" ? ["AUTH", "PASS"] : new[] { where })
            {
                fake.Commands[name] = async (s, argument) =>
                {
                    await FakePop3.HealthyAsync(s, name, argument);
                    if (name != "PASS" || s.LoggedIn)
                    {
                        // Well within the moment for which a client listens, unless the machine stops.
                        await s.SilenceAsync(later ? 0.01 : 0);
                        await s.LineAsync(line);
                    }
                };
            }
        }

        Examined.Only(await Examined.LoggedInAsync(fake), ReplyFindings.Unasked);
    }
}
