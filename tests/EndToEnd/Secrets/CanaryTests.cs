using System.Text;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Secrets;

/// <summary>
/// A known password goes in by every way there is, right and wrong; then everything the server printed and stored
/// is searched for it.
/// </summary>
public sealed class CanaryTests
{
    private const string User = "canary";
    private const string Core = "Zx9kanariYq7vLm2";

    /// <summary>Odd on purpose: format strings, quotes, braces, shell and JSON escapes, spaces, UTF-8.</summary>
    private const string Password = "%s {0} " + Core + " \"'\\ $(x) \u00e9\u20ac ";

    [Fact]
    public void The_search_finds_each_form()
    {
        var search = new SecretSearch(Core);
        Assert.NotEmpty(search.In("x" + Core));
        for (var before = 0; before < 4; before++)
        {
            Assert.NotEmpty(search.In("AUTH PLAIN " + Base64(new string('u', before) + Password)));
        }

        Assert.Empty(search.In("AUTH PLAIN ****"));
    }

    [Theory]
    [InlineData("text", false)]
    [InlineData("text", true)]
    [InlineData("json", false)]
    [InlineData("json", true)]
    public async Task No_password_is_printed_or_stored(string format, bool transcript)
    {
        var recorded = transcript ? $"\"{User}\", \"127.0.0.1\"" : "";
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Config = $$"""{ "log": { "format": "{{format}}", "transcript": [{{recorded}}] }, "auth": { "mechanisms": ["PLAIN", "LOGIN"] } }""",
            ExtraUsers = $"{User}:{{PLAIN}}{Password}\n",
        });
        Directory.CreateDirectory(Path.Combine(server.MailRoot, User, "Maildir"));

        // It really is the password, or the search proves nothing.
        await using (var session = await server.ConnectTlsAsync())
        {
            await session.ExpectOkAsync("AUTH PLAIN " + Base64($"\0{User}\0{Password}"));
            await session.ExpectOkAsync("QUIT");
        }

        string[] passwords = [Password, Password + "x", "x" + Password, Core];
        await Task.WhenAll(passwords.SelectMany(Attempts).Select(lines => TryAsync(server, lines)));

        await server.Process.StopAsync(TimeSpan.FromSeconds(20));
        var search = new SecretSearch(Core);
        Assert.Empty(search.In(server.Output));
        Assert.Empty(search.InFiles(server.Folder.Path, except: server.UsersFile));
        Assert.Contains(User, server.Output, StringComparison.Ordinal);
    }

    /// <summary>Each is a session: its lines, whatever the answers.</summary>
    private static IEnumerable<string[]> Attempts(string password)
    {
        var wire = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(password));
        var plain = Base64($"\0{User}\0{password}");
        yield return [$"USER {User}", $"PASS {wire}"];
        yield return [$"user {User}", $"pass {wire}"];
        yield return [$"PASS {wire}"];
        yield return [$"USER {User}", $"PASS {wire}", $"PASS {wire}", "QUIT"];
        yield return [$"USER {User}", $"PASS {wire}{new string('z', 300)}"];
        yield return [$"USER {User}", $"PASS\t{wire}"];
        yield return [$"USER {User}", $" PASS {wire}"];
        yield return [$"AUTH PLAIN {plain}"];
        yield return [$"AUTH PLAIN {plain}!"];
        yield return [$"AUTH PLAIN  {plain}"];
        yield return ["AUTH PLAIN", plain];
        yield return ["AUTH PLAIN", "*" + plain];
        yield return ["AUTH LOGIN", Base64(User), Base64(password)];
        yield return [$"AUTH LOGIN {Base64(User)}", Base64(password)];
        yield return ["AUTH LOGIN", Base64(User), Base64(password) + "="];
        yield return [$"AUTH FROB {plain}"];
        foreach (var (mechanism, message) in new[] { ("OAUTHBEARER", $"n,a={User},\u0001auth=Bearer {password}\u0001\u0001"), ("XOAUTH2", $"user={User}\u0001auth=Bearer {password}\u0001\u0001") })
        {
            yield return [$"AUTH {mechanism} {Base64(message)}", "AQ=="];
            yield return [$"AUTH {mechanism}", Base64(message), ""];
            yield return [$"AUTH {mechanism} {Base64(message)}", Base64(message)];
        }

        yield return [$"APOP {User} {wire}"];
    }

    /// <summary>All lines at once. Answers to so many failures may be held back for long; the log is what counts.</summary>
    private static async Task TryAsync(RestanteServer server, string[] lines)
    {
        await using var session = await server.ConnectAsync();
        try
        {
            await session.SendAsync(string.Concat(lines.Select(l => l + "\r\n")));
            await session.ReadToEndAsync(TimeSpan.FromSeconds(3));
        }
        catch (TimeoutException)
        {
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
