using System.Net;
using System.Net.Sockets;
using System.Text;
using Restante.Client.Conformance;
using Restante.Client.Conformance.Seeds;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Conform;

/// <summary>The ways to put mail into a maildrop, and what they say when that fails.</summary>
public sealed class SeedTests
{
    private static readonly SeedMessage Dots = CaseSuite.Default.Mail["dots"];
    private static readonly TimeSpan Patience = Eventually.Limit;

    [Fact]
    public void A_folder_of_other_things_is_taken_for_no_Maildir()
    {
        using var folder = new ScratchFolder("seed");
        Assert.True(MaildirSeed.Fits(folder.Path));
        File.WriteAllText(folder["letter.txt"], "");
        Assert.False(MaildirSeed.Fits(folder.Path));
        Directory.CreateDirectory(folder["new"]);
        Assert.True(MaildirSeed.Fits(folder.Path));
    }

    [Fact]
    public async Task A_command_gets_the_message_with_LF_on_its_standard_input()
    {
        using var folder = new ScratchFolder("seed");
        Assert.Null(await new CommandSeed($"cat >'{folder["mail"]}'", Patience, TimeProvider.System).AddAsync(Dots, CancellationToken.None));
        Assert.Equal(Encoding.Latin1.GetString(Dots.Octets.Span).Replace("\r\n", "\n", StringComparison.Ordinal), await File.ReadAllTextAsync(folder["mail"], Encoding.Latin1));
    }

    [Theory]
    [InlineData("echo nobody there >&2; exit 67", "67: nobody there")]
    [InlineData("exit 0 <&-", null)]
    public async Task A_command_that_fails_is_quoted(string command, string? said)
    {
        var why = await new CommandSeed(command, Patience, TimeProvider.System).AddAsync(CaseSuite.Default.Mail["big"], CancellationToken.None);
        if (said is null)
        {
            Assert.Null(why);
        }
        else
        {
            Assert.EndsWith(said, why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended() =>
        Assert.Contains("does not end", await new CommandSeed("cat >/dev/null; sleep 300", TimeSpan.FromSeconds(1), TimeProvider.System).AddAsync(Dots, CancellationToken.None), StringComparison.Ordinal);

    [Fact]
    public async Task LMTP_delivers_with_dots_stuffed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, "250 2.0.0 delivered");
        Assert.Null(await Seed(listener).AddAsync(Dots, CancellationToken.None));

        var said = await serving;
        Assert.Equal(["LHLO localhost", "MAIL FROM:<>", "RCPT TO:<ann>", "DATA"], said.Take(4));
        var sent = said.Skip(4).TakeWhile(l => l != ".").Select(l => l.StartsWith('.') ? l[1..] : l);
        Assert.Equal(Encoding.Latin1.GetString(Dots.Octets.Span), string.Concat(sent.Select(l => l + "\r\n")));
    }

    [Fact]
    public async Task What_LMTP_refuses_is_quoted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, "550 5.1.1 no such user");
        Assert.EndsWith("550 5.1.1 no such user", await Seed(listener).AddAsync(Dots, CancellationToken.None), StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task Where_nobody_speaks_LMTP_it_says_so()
    {
        var seed = new LmtpSeed("127.0.0.1", FreePorts.Take(1)[0], "ann", Patience, TimeProvider.System);
        Assert.StartsWith("LMTP to 127.0.0.1:", await seed.AddAsync(Dots, CancellationToken.None), StringComparison.Ordinal);
    }

    private static LmtpSeed Seed(TcpListener listener) => new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "ann", Patience, TimeProvider.System);

    /// <summary>One LMTP session; what the client said, line by line.</summary>
    private static async Task<IReadOnlyList<string>> ServeAsync(TcpListener listener, string verdict)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        var said = new List<string>();
        var data = false;
        await writer.WriteLineAsync("220 mx.example.org LMTP");
        while (await reader.ReadLineAsync() is { } line)
        {
            said.Add(line);
            data &= line != ".";
            if (!data)
            {
                data = line == "DATA";
                await writer.WriteLineAsync(line switch
                {
                    "LHLO localhost" => "250-mx.example.org\r\n250 8BITMIME",
                    "DATA" => "354 go on",
                    "." => verdict,
                    _ => "250 2.0.0 fine",
                });
            }
        }

        return said;
    }
}
