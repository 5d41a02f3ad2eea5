using System.CommandLine;
using System.CommandLine.Invocation;
using Restante.Cli;
using Restante.Cli.Commands;
using Restante.Cli.Commands.Bench;
using Restante.Cli.Commands.Check;
using Restante.Server.Auth;

var parsed = RestanteCommand.Create().Parse(args);
if (parsed.Action is ParseErrorAction)
{
    UsageError.Complain(parsed);
    return parsed.CommandResult.Command.Name == CheckCommand.Name ? CheckCommand.Unknown : ExitCode.Usage;
}

try
{
    var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
    if (parsed.CommandResult.Command.Name == ServeCommand.Name)
    {
        // The server takes its signals itself. The library would end the process two seconds after one, whatever runs.
        invocation.ProcessTerminationTimeout = null;
    }
    else if (parsed.CommandResult.Command.Name == BenchCommand.Name)
    {
        // It ends its connections first, and prints what it measured.
        invocation.ProcessTerminationTimeout = BenchCommand.Ending;
    }

    // Before anything is done: nobody would learn what a new user's password is.
    return StandardStreams.HasOutput ? await parsed.InvokeAsync(invocation) : throw StandardStreams.NoOutput;
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
    return ExitCode.Interrupted;
}
catch (Exception e)
{
    Terminal.Complain($"this should not have happened: {e.GetType().Name}: {e.Message}", "please report it with the command line that led here");
    return ExitCode.Software;
}
