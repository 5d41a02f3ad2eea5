using System.Globalization;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>
/// rabid, which tries how much a server bears: it reads mail that postal has made, checks the hash that postal wrote into
/// each, and deletes it. It never ends by itself.
/// </summary>
public sealed class RabidTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    [Fact]
    public async Task Rabid_finds_every_hash_right_and_empties_the_maildrop()
    {
        using var home = new ScratchFolder("rabid");
        var user = fixture.Server.NextUser();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Clients", "Postal")).Order(StringComparer.Ordinal))
        {
            user.Maildir.Deliver(await File.ReadAllBytesAsync(file));
        }

        Assert.NotEmpty(user.Maildir.Files);
        await File.WriteAllTextAsync(home["users"], $"{user.Name} {user.Password}\n");
        await using var rabid = Daemon.Start(
            "rabid", ["-p", "1", "-d", "100:100", string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]{fixture.Server.PlainPort}"), home["users"]], home.Path);

        // Where a hash is wrong, it says so and sleeps.
        await Eventually.TrueAsync(() => Task.FromResult(user.Maildir.Files.Count == 0), Eventually.Limit, "an empty maildrop");
        Assert.DoesNotContain("mis-match", rabid.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error:", rabid.Output, StringComparison.Ordinal);
    }
}
