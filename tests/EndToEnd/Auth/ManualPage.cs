using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Auth;

/// <summary>A page of the manual as its reader follows it.</summary>
internal sealed class ManualPage
{
    private readonly string[] _lines;

    public ManualPage(string name) => _lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "manual", name));

    /// <summary>The last block in this language.</summary>
    public string Last(string language)
    {
        var start = Array.FindLastIndex(_lines, l => l == "```" + language);
        Assert.True(start >= 0, $"no block in {language}");
        return string.Join('\n', _lines.Skip(start + 1).TakeWhile(l => l != "```")) + "\n";
    }

    /// <summary>Runs the last block of shell commands.</summary>
    public async Task RunAsync(ScratchFolder folder, Func<string, string>? change = null)
    {
        var script = Last("sh");
        var run = await Tool.RunAsync("sh", ["-e", "-c", change?.Invoke(script) ?? script], folder: folder.Path);
        Assert.True(run.ExitCode == 0, run.ToString());
    }
}
