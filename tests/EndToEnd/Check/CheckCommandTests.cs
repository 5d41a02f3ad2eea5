using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>The command itself: what it refuses before it asks anybody, and what it writes.</summary>
public sealed class CheckCommandTests
{
    private static readonly string Nowhere = Path.Combine(Path.GetTempPath(), $"restante-{Guid.NewGuid():N}", "file");

    [Theory]
    [InlineData("--transcript")]
    [InlineData("--ca")]
    [InlineData("--user", "ann", "--password-file")]
    public async Task A_file_that_cannot_be_used_is_told_before_the_server_is_asked(params string[] options)
    {
        await using var fake = new FakePop3().Start();

        var run = await RestanteProgram.RunAsync(["check", $"127.0.0.1:{fake.Port}", .. options, Nowhere]);

        Assert.True(run.ExitCode == 3, run.ToString());
        Assert.Contains(options[^1], run.ToString(), StringComparison.Ordinal);
        Assert.Empty(fake.Received);
    }

    [Fact]
    public async Task One_line_for_monitoring_and_a_transcript_without_the_password()
    {
        await using var fake = new FakePop3().Start();
        var folder = Directory.CreateTempSubdirectory("restante-check-").FullName;
        try
        {
            var (password, transcript) = (Path.Combine(folder, "password"), Path.Combine(folder, "transcript"));
            await File.WriteAllTextAsync(password, "secret\n");

            // With the command's own thresholds: a machine that hesitates is called slow, and rightly, but not each time.
            var (run, left) = (await RunAsync(), 2);
            while (RealCheck.SlowCodes.Any(code => run.Text.Contains(code + ": ", StringComparison.Ordinal)) && left-- > 0)
            {
                run = await RunAsync();
            }

            Task<ToolResult> RunAsync() => RestanteProgram.RunAsync(
                ["check", $"127.0.0.1:{fake.Port}", "--user", "ann", "--password-file", password, "--nagios", "--connections", "1", "--transcript", transcript]);

            Assert.True(run.ExitCode == 0, run.ToString());
            Assert.StartsWith("POP3 OK - ", run.Text, StringComparison.Ordinal);
            Assert.Equal(1, run.Text.Count(c => c == '\n'));
            var said = await File.ReadAllTextAsync(transcript);
            Assert.Contains("QUIT", said, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
