namespace Restante.EndToEnd.Cli;

/// <summary>What a command line with a slip in it gets: words, the exit status of its kind, and never a stack trace.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("bench 127.0.0.1:1 --users", "--users")]
    [InlineData("bench 127.0.0.1:1 --connections abc", "--connections takes a whole number, not \"abc\"")]
    [InlineData("bench 127.0.0.1:1 --connections 99999999999", "--connections takes a smaller number")]
    [InlineData("bench 127.0.0.1:1 --duration 10s", "--duration takes a number like 10 or 0.5, not \"10s\"")]
    [InlineData("bench 127.0.0.1:1 --duration 1,5", "--duration takes a number like 10 or 0.5, not \"1,5\"")]
    [InlineData("bench 127.0.0.1:1 --profile greet --rate 0.0000001", "--rate is a number from 0.001")]
    [InlineData("bench 127.0.0.1:1 --users a --user b", "--users and --user exclude each other")]
    [InlineData("talk 127.0.0.1:1 --password-file", "--password-file")]
    [InlineData("logs x --report users --top abc", "--top takes a whole number, not \"abc\"")]
    [InlineData("logs x --report users --top 0", "--top is a number from 1 to 100000")]
    [InlineData("logs x --top 5", "--top needs --report")]
    [InlineData("logs x --json --csv", "exclude each other")]
    [InlineData("user add ann --password-file", "--password-file")]
    [InlineData("conform 127.0.0.1:1 --timeout x", "--timeout takes a number")]
    [InlineData("logs x --format", "--format")]
    [InlineData("config check --bogus", "--bogus")]
    public async Task A_slip_is_told_in_words(string arguments, string said)
    {
        using var restante = new RestanteProcess();
        var run = await restante.RunAsync(arguments);
        Assert.Equal(64, run.Code);
        Assert.StartsWith("restante: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_check_of_a_server_has_the_exit_status_of_monitoring_plugins()
    {
        using var restante = new RestanteProcess();
        Assert.Equal(3, (await restante.RunAsync("check --bogus")).Code);
        Assert.Equal(64, (await restante.RunAsync("config check --bogus")).Code);
    }

    [Fact]
    public async Task A_name_that_begins_with_an_at_sign_is_a_name_and_no_file()
    {
        using var restante = new RestanteProcess();
        restante.Write("arguments", "--data elsewhere");
        var run = await restante.RunAsync("user remove @arguments");
        Assert.Equal(67, run.Code);
        Assert.Contains("there is no user @arguments", run.Error, StringComparison.Ordinal);
    }
}
