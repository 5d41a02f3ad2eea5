using System.Text.Json.Nodes;
using Restante.Server.Auth;

namespace Restante.EndToEnd.Cli;

public sealed class UserCommandTests : IDisposable
{
    private readonly RestanteProcess _restante = new();

    [Fact]
    public async Task A_password_file_without_an_end_is_refused()
    {
        var outcome = await _restante.RunAsync("user add ann --password-file /dev/zero");
        Assert.Equal(65, outcome.Code);
        Assert.Contains("control characters", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_is_added_changed_and_removed_leaves_the_rest_of_the_file_alone()
    {
        const string Others = "# staff\nbob:{PLAIN}pen:1000:1000::/home/bob::nologin\n";
        _restante.Write("users", Others);
        File.SetUnixFileMode(_restante.PathOf("users"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Equal(0, (await _restante.RunAsync("user add ann --data .", "pencil\n")).Code);
        Assert.True(Find("ann")!.Secret.Verify("pencil"u8));
        Assert.Equal(0, (await _restante.RunAsync("user passwd ann --data .", "crayon\n")).Code);
        Assert.True(Find("ann")!.Secret.Verify("crayon"u8));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_restante.PathOf("users")));
        Assert.Equal(0, (await _restante.RunAsync("user remove ann --data .")).Code);
        Assert.Equal(Others, File.ReadAllText(_restante.PathOf("users")));
    }

    [Fact]
    public async Task A_generated_password_is_printed_once_and_stored_only_as_a_hash()
    {
        var outcome = await _restante.RunAsync("user add ann --generate");
        var password = outcome.Output.Trim()["user ann, password: ".Length..];
        var file = File.ReadAllText(_restante.PathOf("restante-data/users"));

        Assert.Equal(20, password.Length);
        Assert.StartsWith("ann:{SCRAM-SHA-256}", file, StringComparison.Ordinal);
        Assert.DoesNotContain(password, file, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_restante.PathOf("restante-data/users")));
        Assert.Equal(["users", "users.lock"], Directory.GetFiles(_restante.PathOf("restante-data")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task What_goes_wrong_has_its_exit_code_and_says_what_to_do()
    {
        await _restante.RunAsync("user add ann --generate");

        var again = await _restante.RunAsync("user add ann --generate");
        Assert.Equal((73, "", "restante: there is a user ann already\n`restante user passwd ann` gives a new password\n"), (again.Code, again.Output, again.Error));
        Assert.Equal(67, (await _restante.RunAsync("user remove bob")).Code);
        Assert.Equal(67, (await _restante.RunAsync("user passwd bob --generate")).Code);
        Assert.Equal(64, (await _restante.RunAsync("user add ../bob --generate")).Code);
        Assert.Equal(64, (await _restante.RunAsync("user add")).Code);
        Assert.Equal(64, (await _restante.RunAsync("user add bob pencil")).Code);
        Assert.Equal(64, (await _restante.RunAsync("user add bob --generate --password-file x")).Code);
        Assert.Equal(65, (await _restante.RunAsync("user add bob")).Code);
        Assert.Equal(74, (await _restante.RunAsync("user add bob --password-file missing")).Code);
    }

    [Theory]
    [InlineData("user add ann <&-", "input")]
    [InlineData("deliver --user bob <&-", "input")]
    [InlineData("logs - <&-", "input")]
    [InlineData("user list >&-", "output")]
    [InlineData("user add ann --generate >&-", "output")]
    public async Task A_closed_standard_stream_is_named_nobody_waits_for_it_and_nothing_is_done(string command, string stream)
    {
        _restante.Write("users", "bob:{PLAIN}pen\n");
        var data = command.StartsWith("logs", StringComparison.Ordinal) ? "" : " --data .";
        var (code, _, error) = await _restante.RunInShellAsync($"restante {command}{data}");

        Assert.Contains($"standard {stream} is closed", error, StringComparison.Ordinal);
        Assert.Equal(data.Length > 0 ? 74 : 66, code);
        Assert.Equal("bob:{PLAIN}pen\n", File.ReadAllText(_restante.PathOf("users")));
    }

    [Fact]
    public async Task A_file_with_faults_is_not_edited()
    {
        _restante.Write("users", "nonsense\n");
        var outcome = await _restante.RunAsync("user add ann --data . --generate");

        Assert.Equal(65, outcome.Code);
        Assert.Contains("line 1", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("nonsense\n", File.ReadAllText(_restante.PathOf("users")));
    }

    [Fact]
    public async Task Editors_at_the_same_time_undo_nothing_of_each_other()
    {
        var editor = new PasswordFileEditor(_restante.PathOf("users"), TimeProvider.System);
        Assert.True(PasswordHash.TryParse("{PLAIN}x", out var secret, out _));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => editor.AddAsync($"user{i}", secret, CancellationToken.None))));

        Assert.Equal(20, editor.List().Count);
    }

    [Fact]
    public async Task The_list_is_for_people_and_for_programs()
    {
        _restante.Write("users", "ann:{PLAIN}x\nbob:!\n");

        var list = JsonNode.Parse((await _restante.RunAsync("user list --data . --json")).Output)!.AsArray();
        Assert.Equal(["ann", "bob"], list.Select(u => (string)u!["name"]!));
        Assert.True((bool)list[1]!["locked"]!);
        Assert.Equal("ann  PLAIN\nbob  locked\n", (await _restante.RunAsync("user list --data .")).Output);
    }

    public void Dispose() => _restante.Dispose();

    private PasswordEntry? Find(string name) => PasswordTable.Parse(File.ReadAllBytes(_restante.PathOf("users"))).Find(name);
}
