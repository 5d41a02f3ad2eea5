using System.CommandLine;
using System.CommandLine.Invocation;
using Restante.Cli;
using Restante.Cli.Commands;
using Restante.Cli.Commands.Bench;
using Restante.Cli.Commands.Check;
using Restante.Cli.Commands.Conform;
using Restante.Server.Auth;

// An argument that begins with @ is what it says, and no file of arguments: addresses of mail and names come from others.
var parsed = RestanteCommand.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Action is ParseErrorAction)
{
    UsageError.Complain(parsed);
    // Not `config check`, which has the exit status of every other verb.
    return parsed.CommandResult is { Command.Name: CheckCommand.Name, Parent: System.CommandLine.Parsing.CommandResult { Command: RootCommand } } ? CheckCommand.Unknown : ExitCode.Usage;
}

try
{
    // Before anything is done: nobody would learn what a new user's password is.
    StandardStreams.RequireOutput();
    var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    var name = parsed.CommandResult.Command.Name;
    if (name == ServeCommand.Name)
    {
        // The server takes its signals itself.
        return await parsed.InvokeAsync(invocation);
    }

    return await Interruption.RunAsync(token => parsed.InvokeAsync(invocation, token), name switch
    {
        // Whatever the disk does meanwhile: how it ended is for it to say.
        DeliverCommand.Name => Timeout.InfiniteTimeSpan,
        // They end their connections first, and print what they know by then.
        BenchCommand.Name or ConformCommand.Name => BenchCommand.Ending,
        _ => TimeSpan.FromSeconds(2),
    });
}
catch (Failure e)
{
    Terminal.Complain(e.Message, e.Advice);
    return e.ExitCode;
}
catch (CredentialStoreException e)
{
    Terminal.Complain(e.Message);
    return ExitCode.Data;
}
catch (UnauthorizedAccessException e)
{
    Terminal.Complain(e.Message, "run it as the user that owns the file, or as root");
    return ExitCode.NoPermission;
}
catch (IOException e)
{
    Terminal.Complain(e.Message);
    return ExitCode.InputOutput;
}
catch (OperationCanceledException)
{
    return Interruption.ExitCode;
}
catch (Exception e)
{
    Terminal.Complain($"this should not have happened: {e.GetType().Name}: {e.Message}", "please report it with the command line that led here");
    return ExitCode.Software;
}
