using System.CommandLine;
using Restante.Server.Auth;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Hosting;
using Restante.Server.Transport;

namespace Restante.Cli.Commands;

/// <summary><c>restante serve</c>: the server, in the foreground.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    private static readonly TimeSpan FirstWords = TimeSpan.FromSeconds(5);

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

        // Without a configuration it is a trial, and nobody chose what could be warned of.
        if (common.NamesFile(parsed))
        {
            foreach (var warning in configuration.Problems)
            {
                Terminal.Tell(warning.ToString());
            }
        }

        using var signals = new StopSignals();
        await using var output = Console.OpenStandardOutput();
        await using var records = new RecordLog(output, TimeProvider.System, options.Hostname, options.Log.Format == LogFormat.Json);
        await using var server = await StartAsync(options, records, demo);

        await records.FlushAsync();

        // With JSON records standard output is for programs alone. Where nobody reads it, that holds up no word to systemd and no stop.
        var printing = Task.Run(() => firstStart.Print(options.Log.Format == LogFormat.Json ? Console.Error : Console.Out, demo, server.Listening));
        await Task.WhenAny(printing, Task.Delay(FirstWords, TimeProvider.System), signals.Told);
        ServiceNotify.Ready();
        signals.OnReload(() => Reload(common, parsed, server));
        var reason = await signals.Told;

        // What systemd is told stays in order, and nothing is reloaded that is being put away.
        signals.EndReloads();
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
        catch (CredentialStoreException e)
        {
            throw new Failure(ExitCode.Configuration, e.Message, File.Exists(options.Users.File)
                ? "`restante config check` names each fault with its line"
                : "`restante user add NAME`, with the same --config, makes the file");
        }
        catch (ListenException e)
        {
            FirstStart.PrintUser(Console.Error, demo);
            throw new Failure(ExitCode.Unavailable, e.Message, e.IsForbidden
                ? "ports below 1024 need root, CAP_NET_BIND_SERVICE or a systemd socket unit"
                : "if another program listens there, `ss -ltnp` and `ss -lxp` name it");
        }
        catch (IOException e)
        {
            FirstStart.PrintUser(Console.Error, demo);
            throw new Failure(ExitCode.Unavailable, e.Message);
        }
    }

    private static void Reload(CommonOptions common, ParseResult parsed, Pop3Server server)
    {
        ServiceNotify.Reloading();
        try
        {
            var configuration = common.Read(parsed).WithFilesChecked(TimeProvider.System);
            if (configuration.IsSound)
            {
                server.Reload(configuration.Options);
            }
            else
            {
                server.RefuseReload(string.Join("; ", configuration.Problems));
            }
        }
        catch (Exception e)
        {
            // Whatever it is: what a signal's handler throws ends the process, and every session with it.
            server.RefuseReload(e.Message);
        }

        ServiceNotify.Ready();
    }
}
