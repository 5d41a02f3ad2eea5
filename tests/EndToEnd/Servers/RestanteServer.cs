using System.Text.Json.Nodes;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Servers;

/// <summary>
/// The real executable, `restante serve --config FILE`, on free ports below a temp folder; ended with the test.
/// </summary>
internal sealed class RestanteServer : IPop3ServerUnderTest
{
    private readonly RestanteOptions _options;
    private readonly UserPool _users;
    private Daemon? _daemon;
    private string _earlierOutput = "";

    private RestanteServer(RestanteOptions options)
    {
        _options = options;
        Folder = new ScratchFolder("server");
        MailRoot = options.MailRoot ?? Folder.MakeFolder("mail");
        Certificate = LoopbackCertificate.Make(Folder.Path);
        _users = new UserPool(MailRoot);
        var ports = FreePorts.Take(2);
        (PlainPort, TlsPort) = (ports[0], ports[1]);
    }

    public ScratchFolder Folder { get; }

    public string MailRoot { get; }

    public string ConfigFile => Folder["restante.json"];

    public string UsersFile => Folder["users"];

    /// <summary>The server's data folder; the mail root, users and certificates of a test lie outside it.</summary>
    public string DataFolder => Folder["data"];

    public LoopbackCertificate Certificate { get; private set; }

    public int PlainPort { get; private set; }

    public int TlsPort { get; private set; }

    public bool SizesAreExact => true;

    public string CertificateFile => Certificate.CertificateFile;

    public Daemon Process => _daemon ?? throw new InvalidOperationException("not started");

    /// <summary>All that this server printed, over its restarts.</summary>
    public string Output => _earlierOutput + _daemon?.Output;

    public static async Task<RestanteServer> StartAsync(RestanteOptions? options = null)
    {
        var server = new RestanteServer(options ?? new RestanteOptions());
        Directory.CreateDirectory(server.DataFolder);
        await File.WriteAllTextAsync(server.UsersFile, UserPool.PasswdFile() + server._options.ExtraUsers);
        File.SetUnixFileMode(server.UsersFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public MailUser NextUser() => _users.Next();

    /// <summary>Starts it again on the same folder, after a stop or a kill.</summary>
    public async Task RestartAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.StopAsync(TimeSpan.FromSeconds(40));
            _earlierOutput += _daemon.Output;
        }

        await LaunchAsync();
    }

    /// <summary>Another server on the same mailboxes and users, with data and ports of its own.</summary>
    public Task<RestanteServer> StartTwinAsync() => StartAsync(_options with { MailRoot = MailRoot });

    public LoopbackCertificate RenewCertificate() => Certificate = LoopbackCertificate.Make(Folder.Path);

    public Task<RawPop3> ConnectAsync() => RawPop3.ConnectAsync(PlainPort);

    public Task<RawPop3> ConnectTlsAsync() => RawPop3.ConnectTlsAsync(TlsPort, Certificate.Thumbprint);

    /// <summary>A session past its login.</summary>
    public async Task<RawPop3> LoginAsync(MailUser user)
    {
        var session = await ConnectAsync();
        await session.LoginAsync(user.Name, user.Password);
        return session;
    }

    /// <summary>Another verb on this server's files.</summary>
    public Task<ToolResult> RunVerbAsync(IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default) =>
        RestanteProgram.RunAsync([.. arguments, "--config", ConfigFile], input, Folder.Path);

    public void WriteConfig(string extra = "{}")
    {
        var config = new JsonObject
        {
            ["hostname"] = "pop.test.example",
            ["data"] = DataFolder,
            ["listen"] = new JsonArray(
                new JsonObject { ["protocol"] = "pop3", ["address"] = $"127.0.0.1:{PlainPort}" },
                new JsonObject { ["protocol"] = "pop3s", ["address"] = $"127.0.0.1:{TlsPort}" }),
            ["tls"] = new JsonObject { ["certificate"] = Certificate.CertificateFile, ["key"] = Certificate.KeyFile },
            ["mail"] = new JsonObject { ["maildir"] = MailRoot + "/{user}/Maildir" },
            ["users"] = new JsonObject { ["file"] = UsersFile },
        };
        foreach (var listener in JsonNode.Parse(_options.ExtraListeners)!.AsArray())
        {
            config["listen"]!.AsArray().Add(listener!.DeepClone());
        }

        RestanteOptions.Merge(config, JsonNode.Parse(_options.Config)!.AsObject());
        RestanteOptions.Merge(config, JsonNode.Parse(extra)!.AsObject());
        File.WriteAllText(ConfigFile + ".new", config.ToJsonString());
        File.Move(ConfigFile + ".new", ConfigFile, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        Folder.Dispose();
    }

    private async Task LaunchAsync()
    {
        WriteConfig();
        string[] serve = ["serve", "--config", ConfigFile];
        _daemon = _options.Shell is null
            ? Daemon.Start(RestanteProgram.Path, serve, Folder.Path, _options.Environment)
            : Daemon.Start("sh", ["-c", _options.Shell, "sh", RestanteProgram.Path, .. serve], Folder.Path, _options.Environment);
        await Eventually.TrueAsync(AnswersAsync, Eventually.Limit, "the server's greeting");
    }

    private async Task<bool> AnswersAsync()
    {
        if (!Process.HasEnded)
        {
            return await RawPop3.AnswersAsync(PlainPort);
        }

        await Process.WaitForEndAsync(Eventually.Limit);
        throw new InvalidOperationException($"the server ended with {Process.ExitCode} instead of serving:\n{Process.Output}");
    }
}
