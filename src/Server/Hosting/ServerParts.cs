using System.Reflection;
using Microsoft.Extensions.Logging;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Sessions;
using Restante.Server.Transport;

namespace Restante.Server.Hosting;

/// <summary>What is made of one set of options. A reload makes the next from the last: counts and delays go on.</summary>
internal sealed class ServerParts : IDisposable
{
    private readonly RecordLog _records;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly Throttle _throttle;
    private readonly LoginPace _pace;
    private readonly ServerMetrics _metrics;
    private readonly byte[] _saltKey;
    private readonly PasswordSources _sources;

    private ServerParts(
        ServerOptions options, RecordLog records, ILogger log, TimeProvider time,
        Throttle throttle, LoginPace pace, byte[] saltKey, ServerMetrics metrics, ConnectionLimits limits, CancellationToken stopping)
    {
        (Options, _records, _log, _time, _stopping, _throttle, _metrics) = (options, records, log, time, stopping, throttle, metrics);
        (_saltKey, _pace) = (saltKey, pace);
        Limits = limits;
        _sources = ServerSources.Open(options.Users, time, log);
        Certificates = options.Tls is { } tls ? new Certificates(tls) : null;
        Services = new SessionServices
        {
            Settings = Settings(options),
            Store = ServerStores.Open(options, time, log),
            Authenticator = new Authenticator(
                OpenUsers(options), throttle, saltKey, new LoginCache(time, options.Auth.Remember), LoginTurns.Standard(time), _sources,
                ServerSources.OpenTokens(options.Users.OAuth, options.Auth.Remember, time, log)),
            Pace = pace,
            Tls = Certificates is { } certificates ? new TlsUpgrade(certificates.For, options.Tls!.Protocols, ClientAuthority.Open(options.Tls)) : null,
            Time = time,
            Log = log,
            FlushLog = records.FlushAsync,
            Metrics = metrics,
            Transcripts = new TranscriptFilter(options.Log.Transcript),
            Stopping = stopping,
        };

        // Last: these are shared with the parts in use, and what is above may refuse.
        Limits.Set(options.Limits.Sessions, options.Limits.SessionsPerAddress);
    }

    public ServerOptions Options { get; }

    public SessionServices Services { get; }

    public ConnectionLimits Limits { get; }

    public Certificates? Certificates { get; }

    public static ServerParts Create(
        ServerOptions options, RecordLog records, ILogger log, TimeProvider time, CancellationToken stopping) =>
        new(options, records, log, time, Throttle.Standard(time), new LoginPace(time), SaltKey.Ensure(options.DataDirectory), new ServerMetrics(), new ConnectionLimits(), stopping);

    /// <exception cref="CertificateException">The certificate cannot be used.</exception>
    /// <exception cref="CredentialStoreException">The users file cannot be used.</exception>
    public ServerParts With(ServerOptions options) =>
        new(options, _records, _log, _time, _throttle, _pace, _saltKey, _metrics, Limits, _stopping);

    public void Dispose()
    {
        Services.Authenticator.Dispose();
        _sources.Dispose();
        _metrics.Dispose();
    }

    private ICredentialStore OpenUsers(ServerOptions options)
    {
        // A machine whose users are all PAM's or a directory's needs no file; one that is made later is taken by a reload.
        if (options.Users.HasOtherSources && !File.Exists(options.Users.File))
        {
            return new NobodyStore();
        }

        var users = PasswordFile.Open(options.Users.File, _time);
        users.Reloaded += outcome =>
        {
            if (outcome.IsGood)
            {
                _log.Reloaded("-", "users");
            }
            else
            {
                _log.UsersFile("-", options.Users.File, outcome.Describe());
            }
        };
        return users;
    }

    private static SessionSettings Settings(ServerOptions options) => new()
    {
        Hostname = options.Hostname,
        Implementation = "Restante-" + typeof(ServerParts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Mechanisms = options.Auth.Mechanisms,
        Apop = options.Auth.Apop,
        Cleartext = options.Auth.Cleartext,
        LoginDelay = options.Auth.LoginDelay,
        ExpireDays = options.Mail.ExpireDays,
        Language = options.Language,
        Utf8Headers = options.Mail.Utf8Headers,
        Idle = options.Limits.Idle,
        Login = options.Limits.Login,
        Handshake = options.Limits.Handshake,
        Stall = options.Limits.Stall,
        Errors = options.Limits.Errors,
    };
}
