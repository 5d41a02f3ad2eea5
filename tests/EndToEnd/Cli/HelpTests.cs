using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Cli;

/// <summary>What somebody sees first, also through a pipe, where nothing is wrapped.</summary>
public sealed class HelpTests
{
    [Fact]
    public async Task All_verbs_fit_a_screen()
    {
        var help = await RestanteProgram.RunAsync(["--help"]);

        Assert.Equal(0, help.ExitCode);
        Assert.DoesNotContain(help.Text.Split('\n'), line => line.Length > 120);
        Assert.Contains("  explain <CODE>  ", help.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_format_that_there_is_not_is_refused_with_those_that_there_are()
    {
        var result = await RestanteProgram.RunAsync(["logs", "--format", "postfix", "mail.log"]);

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("no format is called postfix; there are auto, restante, restante-json, dovecot, ", result.Errors, StringComparison.Ordinal);
    }
}
