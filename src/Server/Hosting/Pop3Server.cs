using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Sessions;
using Restante.Server.Transport;
using KestrelListener = Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions;

namespace Restante.Server.Hosting;

/// <summary>A running server: listeners, what their sessions work with, and its end.</summary>
public sealed class Pop3Server : IAsyncDisposable
{
    private readonly WebApplication _kestrel;
    private readonly RecordLog _records;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping;
    private readonly CertificateWatch _certificates;
    private readonly ThreadSupply _threads = new();
    private readonly Lock _reloading = new();
    private volatile ServerParts _parts;

    private Pop3Server(WebApplication kestrel, ServerParts parts, RecordLog records, ILogger log, TimeProvider time, CancellationTokenSource stopping)
    {
        _kestrel = kestrel;
        _parts = parts;
        _records = records;
        _log = log;
        _stopping = stopping;
        _certificates = new CertificateWatch(() => _parts.Certificates, log, time);
    }

    /// <summary>Starts listening.</summary>
    /// <param name="options">Sound options, the files in place.</param>
    /// <param name="records">Where records go; the caller disposes it after the server.</param>
    /// <param name="time">The clock of everything.</param>
    /// <exception cref="ListenException">An address cannot be listened on.</exception>
    /// <exception cref="IOException">systemd passed no such socket.</exception>
    /// <exception cref="CertificateException">The certificate cannot be used.</exception>
    /// <exception cref="Auth.CredentialStoreException">The users file cannot be used.</exception>
    public static async Task<Pop3Server> StartAsync(ServerOptions options, RecordLog records, TimeProvider time)
    {
        var stopping = new CancellationTokenSource();
        var log = records.CreateLogger("Restante.Server");
        var parts = ServerParts.Create(options, records, log, time, stopping.Token);
        Pop3Server? server = null;
        var handler = new Pop3ConnectionHandler(() => server?._parts.Services ?? parts.Services, () => server?._parts.Limits ?? parts.Limits);
        var listeners = new List<KestrelListener>();
        var kestrel = Build(options, records, handler, time, listeners);
        try
        {
            await kestrel.StartAsync();
        }
        catch
        {
            await kestrel.DisposeAsync();
            parts.Dispose();
            stopping.Dispose();
            throw;
        }

        server = new Pop3Server(kestrel, parts, records, log, time, stopping) { Listening = [.. options.Listen.Zip(listeners, Bound)] };
        foreach (var listen in server.Listening)
        {
            log.Listening("-", listen.Protocol.Name(), listen.Address.ToString());
        }

        server._certificates.Start();

        return server;
    }

    /// <summary>Where it listens: what the options say, and where they leave the port to the system (0), the one it chose.</summary>
    public IReadOnlyList<Config.ListenOptions> Listening { get; private init; } = [];

    /// <summary>Sessions that are open now.</summary>
    public int Sessions => _parts.Limits.Count;

    /// <summary>Takes new options for the sessions to come; those that are open keep theirs. Faulty parts leave everything as it was.</summary>
    /// <returns>Null, or why nothing was taken.</returns>
    public string? Reload(ServerOptions options)
    {
        lock (_reloading)
        {
            try
            {
                _parts = _parts.With(options);
                _records.Node = options.Hostname;
                _records.Json = options.Log.Format == LogFormat.Json;
                _log.Reloaded("-", "configuration, users and certificates");
                return null;
            }
            catch (Exception e) when (e is CertificateException or Auth.CredentialStoreException)
            {
                _log.ReloadFailed("-", "configuration", e.Message);
                return e.Message;
            }
        }
    }

    /// <summary>Records that a reload was asked for and why it was not done.</summary>
    public void RefuseReload(string reason) => _log.ReloadFailed("-", "configuration", reason);

    /// <summary>
    /// Stops: no new sessions; idle ones are told; running answers finish, for as long as limits.drain allows. Nothing
    /// is removed that no QUIT asked for.
    /// </summary>
    public async Task StopAsync(string reason)
    {
        _log.Stopping("-", reason);
        await _stopping.CancelAsync();
        using var limit = new CancellationTokenSource(_parts.Options.Limits.Drain);
        await _kestrel.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _certificates.DisposeAsync();
        await _kestrel.DisposeAsync();
        _parts.Dispose();
        _stopping.Dispose();
        _threads.Dispose();
    }

    private static WebApplication Build(ServerOptions options, RecordLog records, Pop3ConnectionHandler handler, TimeProvider time, List<KestrelListener> listeners)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(records);

        // Kestrel counts connections and stops them; its own transport would carry each octet through two pipes and
        // three threads.
        var sockets = new ListenSockets([.. options.Listen.Select(l => l.Address).OfType<ListenAddress.Tcp>().Select(a => a.EndPoint)]);
        builder.Services.AddSingleton<IConnectionListenerFactory>(new SocketListeners(sockets, time));
        builder.WebHost.UseKestrelCore();

        // limits.drain says how long a stop may take; the host's own limit of 30 seconds would cut a longer one.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var listen in options.Listen)
            {
                Listen(kestrel, listen, handler, listeners);
            }
        });
        return builder.Build();
    }

    private static Config.ListenOptions Bound(Config.ListenOptions listen, KestrelListener listener) =>
        listen.Address is ListenAddress.Tcp { EndPoint.Port: 0 } && listener.IPEndPoint is { } chosen ? listen with { Address = new ListenAddress.Tcp(chosen) } : listen;

    private static void Listen(KestrelServerOptions kestrel, Config.ListenOptions listen, Pop3ConnectionHandler handler, List<KestrelListener> listeners)
    {
        switch (listen.Address)
        {
            case ListenAddress.Tcp tcp:
                kestrel.Listen(tcp.EndPoint, Serve);
                break;
            case ListenAddress.Unix unix:
                kestrel.ListenUnixSocket(unix.Path, Serve);
                break;
            case ListenAddress.Systemd systemd:
                kestrel.ListenHandle(SystemdSockets.Handle(systemd.Name), Serve);
                break;
            default:
                throw new InvalidOperationException("an address that has no listener");
        }

        void Serve(KestrelListener listener)
        {
            listener.Run(connection => handler.ServeAsync(connection, listen));
            listeners.Add(listener);
        }
    }
}
