using System.CommandLine;
using System.Runtime.InteropServices;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Hosting;
using Restante.Server.Transport;

namespace Restante.Cli.Commands;

/// <summary><c>restante serve</c>: the server, in the foreground.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Verb Create()
    {
        var verb = new Verb(Name, "Serve mail over POP3",
            "restante serve",
            "restante serve --data /srv/pop3",
            "restante serve --config /etc/restante/restante.json");
        var common = new CommonOptions(verb);
        verb.SetAction(async (parsed, _) =>
        {
            await ServeAsync(common, parsed);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static async Task ServeAsync(CommonOptions common, ParseResult parsed)
    {
        var options = common.Require(parsed);
        var firstStart = new FirstStart(options, TimeProvider.System);
        var demo = await firstStart.PrepareAsync(withDemo: !common.NamesFile(parsed));
        var configuration = common.Read(parsed).WithFilesChecked(TimeProvider.System);
        if (!configuration.IsSound)
        {
            throw CommonOptions.Refusal(configuration);
        }

        await using var output = Console.OpenStandardOutput();
        await using var records = new RecordLog(output, TimeProvider.System, options.Hostname, options.Log.Format == LogFormat.Json);
        await using var server = await StartAsync(options, records, demo);

        await records.FlushAsync();

        // With JSON records standard output is for programs alone.
        firstStart.Print(options.Log.Format == LogFormat.Json ? Console.Error : Console.Out, demo);
        ServiceNotify.Ready();
        var reason = await UntilToldAsync(() => Reload(common, parsed, server));
        ServiceNotify.Stopping();
        await server.StopAsync(reason);
    }

    private static async Task<Pop3Server> StartAsync(ServerOptions options, RecordLog records, NewPassword? demo)
    {
        try
        {
            return await Pop3Server.StartAsync(options, records, TimeProvider.System);
        }
        catch (CertificateException e)
        {
            FirstStart.PrintUser(Console.Error, demo);
            throw new Failure(ExitCode.Configuration, e.Message);
        }
        catch (IOException e)
        {
            FirstStart.PrintUser(Console.Error, demo);
            throw new Failure(ExitCode.Unavailable, e.Message, e.Message.Contains("denied", StringComparison.OrdinalIgnoreCase)
                ? "ports below 1024 need root, CAP_NET_BIND_SERVICE or a systemd socket unit"
                : "another program may listen there: `ss -ltnp` names it");
        }
    }

    private static void Reload(CommonOptions common, ParseResult parsed, Pop3Server server)
    {
        ServiceNotify.Reloading();
        var configuration = common.Read(parsed).WithFilesChecked(TimeProvider.System);
        if (configuration.IsSound)
        {
            server.Reload(configuration.Options);
        }
        else
        {
            server.RefuseReload(string.Join("; ", configuration.Problems));
        }

        ServiceNotify.Ready();
    }

    /// <summary>SIGTERM and Control-C end the server; SIGHUP reloads it.</summary>
    private static async Task<string> UntilToldAsync(Action reload)
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End("SIGTERM"));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End("SIGINT"));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            reload();
        });
        return await told.Task;

        Action<PosixSignalContext> End(string name) => context =>
        {
            // The second time the process ends at once, as it would without us.
            context.Cancel = told.TrySetResult(name);
        };
    }
}
