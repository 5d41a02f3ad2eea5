using System.Diagnostics;

namespace Restante.EndToEnd.Cli;

public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("restante us", 1, "user")]
    [InlineData("restante user ad", 2, "add")]
    [InlineData("restante config show --js", 3, "--json")]
    [InlineData("restante bench --profile gr", 3, "greet")]
    [InlineData("restante check --tls im", 3, "implicit")]
    [InlineData("restante logs --format dove", 3, "dovecot")]
    public async Task Bash_completes_verbs_and_options(string line, int word, string completed)
    {
        using var restante = new RestanteProcess();
        var script = (await restante.RunAsync("completion bash")).Output;

        // The script asks `restante`; here that is a function that starts the one under test.
        var bash = $"""
            restante() {"{"} dotnet '{Path.Combine(AppContext.BaseDirectory, "restante.dll")}' "$@"; {"}"}
            {script}
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_CWORD={word}
            COMP_WORDS=($COMP_LINE)
            _restante
            echo "${"{"}COMPREPLY[*]{"}"}"
            """;
        var start = new ProcessStartInfo("bash", ["-c", bash]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;

        Assert.Equal(completed, (await process.StandardOutput.ReadToEndAsync()).Trim());
    }

    [Theory]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c restante")]
    public async Task Other_shells_have_a_script_of_their_own(string shell, string part)
    {
        using var restante = new RestanteProcess();

        Assert.Contains(part, (await restante.RunAsync("completion " + shell)).Output, StringComparison.Ordinal);
        Assert.Equal(64, (await restante.RunAsync("completion tcsh")).Code);
    }
}
