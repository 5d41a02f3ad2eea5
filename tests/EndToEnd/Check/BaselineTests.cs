using System.Text.Json.Nodes;
using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Cli;

namespace Restante.EndToEnd.Check;

/// <summary><c>check --baseline FILE</c>: unique-ids from one run of the command to the next.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly RestanteProcess _restante = new();

    public BaselineTests() => _restante.Write("password", "secret\n");

    [Fact]
    public async Task Unique_ids_that_changed_since_the_last_run_are_told_once()
    {
        await using var fake = new FakePop3 { Messages = [.. Enumerable.Range(1, 30).Select(n => FakeMessage.Make(n, n % 5))] }.Start();

        Assert.Empty(await CodesAsync(fake, 0));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_restante.PathOf("baseline")));

        // Two are gone and one came; then the unique-ids are made anew.
        fake.Messages = [.. fake.Messages.Skip(2), FakeMessage.Make(99)];
        Assert.Empty(await CodesAsync(fake, 0));
        fake.Messages = [.. fake.Messages.Select(m => m with { UniqueId = "new-" + m.UniqueId })];
        Assert.Equal(["uidl-changes"], await CodesAsync(fake, 2, seen => Assert.Contains("all 29 unique-ids changed since ", seen, StringComparison.Ordinal)));
        Assert.Empty(await CodesAsync(fake, 0));
        Assert.Equal(["baseline", "password"], Directory.GetFiles(_restante.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Unique_ids_that_look_like_paths_stay_in_the_file()
    {
        await using var fake = new FakePop3 { Messages = [new("../../x", FakeMessage.Make(1).Text), new("/etc/passwd\"", FakeMessage.Make(2).Text)] }.Start();

        Assert.Empty(await CodesAsync(fake, 0));
        Assert.Empty(await CodesAsync(fake, 0));
        Assert.Equal("../../x", (string?)JsonNode.Parse(File.ReadAllText(_restante.PathOf("baseline")))!["messages"]![0]!["unique-id"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"restante-check-baseline\": 1")]
    [InlineData("{\"restante-check-baseline\": 1}")]
    [InlineData("{\"restante-check-baseline\": 2}")]
    [InlineData("{\"restante-check-baseline\": 1, \"host\": \"127.0.0.1\", \"user\": \"bob\", \"taken\": \"2026-01-01T00:00:00Z\", \"messages\": []}")]
    [InlineData("{\"restante-check-baseline\": 1, \"host\": \"127.0.0.1\", \"user\": \"ann\", \"taken\": \"2026-01-01T00:00:00Z\", \"messages\": [{\"unique-id\": 7}]}")]
    public async Task A_file_that_is_no_baseline_of_this_mailbox_is_refused_and_kept(string content)
    {
        await using var fake = new FakePop3().Start();
        _restante.Write("baseline", content);

        var outcome = await RunAsync(fake);

        Assert.Equal(3, outcome.Code);
        Assert.Contains("baseline", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_restante.PathOf("baseline")));
        Assert.Empty(fake.Received);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_before_anything_is_sent()
    {
        await using var fake = new FakePop3().Start();

        var outcome = await RunAsync(fake, "nowhere/baseline");

        Assert.Equal(3, outcome.Code);
        Assert.Empty(fake.Received);
    }

    public void Dispose() => _restante.Dispose();

    private Task<Outcome> RunAsync(FakePop3 fake, string file = "baseline") =>
        _restante.RunAsync($"check 127.0.0.1:{fake.Port} --user ann --password-file password --baseline {file} --connections 1 --json");

    private async Task<List<string>> CodesAsync(FakePop3 fake, int exit, Action<string>? seen = null)
    {
        var outcome = await RunAsync(fake);
        Assert.True(outcome.Code is 0 or 1 or 2, outcome.Output + outcome.Error);
        var findings = JsonNode.Parse(outcome.Output)!["findings"]!.AsArray().Where(f => (string?)f!["severity"] != "info").ToList();

        // A run cannot be repeated, as it has written the file: what a slow machine adds is left out, and a warning is exit 1.
        var slow = findings.RemoveAll(f => RealCheck.SlowCodes.Contains((string)f!["code"]!)) > 0;
        Assert.True(outcome.Code == (slow ? Math.Max(exit, 1) : exit), outcome.Output + outcome.Error);
        foreach (var finding in findings)
        {
            seen?.Invoke((string)finding!["seen"]!);
        }

        return [.. findings.Select(f => (string)f!["code"]!)];
    }
}
