using System.Security.Cryptography.X509Certificates;
using System.Text;
using Restante.Logs;
using Restante.Protocol.Sasl;
using Restante.Unit.Dialogs;

namespace Restante.Unit.Server.Sessions;

/// <summary>Our client's side of each mechanism logs in to our server's side, through a whole session.</summary>
public sealed class SaslLoginTests
{
    private const string Password = "pass wörd";
    private const string AllMechanisms = "PLAIN,LOGIN,SCRAM-SHA-256,SCRAM-SHA-256-PLUS,SCRAM-SHA-1,SCRAM-SHA-1-PLUS,CRAM-MD5,DIGEST-MD5";

    public static TheoryData<string> Mechanisms => [.. AllMechanisms.Split(',')];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task The_right_password_opens_the_maildrop(string mechanism)
    {
        await using var world = World();
        var client = await ConnectAsync(world);
        using var secret = new Secret(Encoding.UTF8.GetBytes(Password));
        using var sasl = Client(mechanism, secret, client);
        Assert.StartsWith("+OK 1 messages", await LoginAsync(client, sasl), StringComparison.Ordinal);
        Assert.True(sasl.IsServerProven);

        await client.SendAsync("QUIT\r\n"u8.ToArray());
        Assert.StartsWith("+OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        var facts = await world.EndedAsync(client);
        Assert.Equal((mechanism, "bob", EndReason.Quit), (facts.Mechanism, facts.User, facts.End));
        Assert.DoesNotContain(world.Log.Lines, l => l.Contains("pass", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task A_wrong_password_and_a_user_nobody_knows_get_the_same_answer(string mechanism)
    {
        await using var world = World();
        var client = await ConnectAsync(world);
        using var secret = new Secret("wrong"u8);
        foreach (var user in new[] { "bob", "nobody", "closed" })
        {
            using var sasl = Client(mechanism, secret, client, user);
            Assert.Equal("-ERR [AUTH] the user name or the password is wrong", await LoginAsync(client, sasl));
        }

        Assert.Equal(3, world.Log.Lines.Count(l => l.StartsWith("login-failed", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task A_closed_account_stays_closed_to_the_right_password(string mechanism)
    {
        await using var world = World();
        var client = await ConnectAsync(world);
        using var secret = new Secret(Encoding.UTF8.GetBytes(Password));
        using var sasl = Client(mechanism, secret, client, "closed");
        Assert.Equal("-ERR [AUTH] the user name or the password is wrong", await LoginAsync(client, sasl));
        Assert.Contains(world.Log.Lines, l => l.Contains("account disabled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_wrong_password_may_be_tried_with_every_mechanism()
    {
        await using var world = World();
        var client = await ConnectAsync(world);
        using var wrong = new Secret("wrong"u8);
        foreach (var mechanism in AllMechanisms.Split(','))
        {
            using var sasl = Client(mechanism, wrong, client);
            Assert.StartsWith("-ERR [AUTH]", await LoginAsync(client, sasl), StringComparison.Ordinal);
        }

        using var right = new Secret(Encoding.UTF8.GetBytes(Password));
        using var last = Client("SCRAM-SHA-256-PLUS", right, client);
        Assert.StartsWith("+OK", await LoginAsync(client, last), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_was_not_shown_the_bound_mechanisms_is_refused()
    {
        await using var world = World();
        var client = await ConnectAsync(world);
        using var secret = new Secret(Encoding.UTF8.GetBytes(Password));
        using var sasl = new ScramClient(ScramMechanism.Sha256, "bob", secret, EndPoint(client));
        Assert.StartsWith("-ERR [AUTH]", await LoginAsync(client, sasl), StringComparison.Ordinal);
        Assert.Contains(world.Log.Lines, l => l.Contains("downgrade", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_between_with_a_certificate_of_his_own_is_found_out()
    {
        await using var world = World();
        var client = await ConnectAsync(world);
        using var secret = new Secret(Encoding.UTF8.GetBytes(Password));
        using var sasl = new ScramClient(ScramMechanism.Sha256Plus, "bob", secret, EndPoint(client) with { Octets = new byte[32] });
        Assert.StartsWith("-ERR [AUTH]", await LoginAsync(client, sasl), StringComparison.Ordinal);
        Assert.Contains(world.Log.Lines, l => l.Contains("channel bindings differ", StringComparison.Ordinal));
    }

    private static DialogWorld World()
    {
        var world = new DialogWorld();
        world.Set("mechanisms", AllMechanisms);
        world.Set("tls", "implicit");
        world.Credentials.Add("bob", Password);
        world.Credentials.Add("closed", Password, disabled: true);
        world.Store.Add(DialogWorld.Name("bob"), DialogWorld.MessageOf(120), "a");
        return world;
    }

    private static async Task<DialogClient> ConnectAsync(DialogWorld world)
    {
        var client = await world.ConnectAsync();
        Assert.StartsWith("+OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        return client;
    }

    private static SaslClient Client(string mechanism, Secret password, DialogClient connection, string user = "bob") => mechanism switch
    {
        "PLAIN" => new PlainMechanism.Client(user, password),
        "LOGIN" => new LoginMechanism.Client(user, password),
        "SCRAM-SHA-256" => new ScramClient(ScramMechanism.Sha256, user, password),
        "SCRAM-SHA-256-PLUS" => new ScramClient(ScramMechanism.Sha256Plus, user, password, EndPoint(connection)),
        "SCRAM-SHA-1" => new ScramClient(ScramMechanism.Sha1, user, password),
        "SCRAM-SHA-1-PLUS" => new ScramClient(ScramMechanism.Sha1Plus, user, password, EndPoint(connection)),
        "CRAM-MD5" => new CramMd5Mechanism.Client(user, password),
        _ => new DigestMd5Mechanism.Client(user, password, "pop-01"),
    };

    private static ChannelBinding EndPoint(DialogClient connection) =>
        ChannelBinding.ServerEndPoint((X509Certificate2)connection.Tls!.RemoteCertificate!)!;

    /// <summary>The server's last line.</summary>
    private static async Task<string?> LoginAsync(DialogClient connection, SaslClient sasl)
    {
        var initial = sasl.Begin() is { } octets ? " " + (octets.Length == 0 ? "=" : Convert.ToBase64String(octets)) : "";
        await connection.SendAsync(Encoding.ASCII.GetBytes($"AUTH {sasl.Mechanism}{initial}\r\n"));
        while (await connection.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("+ ", StringComparison.Ordinal))
            {
                return line;
            }

            var response = sasl.Respond(Convert.FromBase64String(line[2..])) is SaslReply.Response r ? Convert.ToBase64String(r.Octets.Span) : "*";
            await connection.SendAsync(Encoding.ASCII.GetBytes(response + "\r\n"));
        }

        return null;
    }
}
