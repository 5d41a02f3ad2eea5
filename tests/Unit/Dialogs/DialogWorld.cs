using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Restante.Protocol.Pop3.Languages;
using Restante.Protocol.Proxy;
using Restante.Server.Auth;
using Restante.Server.Auth.OAuth;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Sessions;
using Restante.Server.Stores;
using Restante.Server.Stores.Memory;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.Unit.Dialogs;

/// <summary>The server a dialog talks to: one user, one mailbox, a clock that stands still.</summary>
internal sealed class DialogWorld : IAsyncDisposable
{
    // One self-signed pair for all dialogs: the keys are costly to make.
    private static readonly Lazy<SslStreamCertificateContext> Pair = new(TestCertificate.Make);

    private readonly List<(Task Serving, DialogClient Client, PipeConnection Connection, SessionFacts Facts, WriteRecorder Writes)> _sessions = [];
    private readonly CancellationTokenSource _stopping = new();
    private Authenticator? _authenticator;
    private SessionSettings _settings = new() { Hostname = "pop-01", Implementation = "Restante-test" };
    private IPEndPoint? _remote = new(IPAddress.Loopback, 50_000);
    private IPAddress? _proxy;
    private ProxyTls? _proxyTls;
    private readonly LoginPace _pace;
    private bool _implicitTls;
    private bool _certificate = true;
    private string _nonce = "0123456789abcdef";
    private int _pieces;
    private int _window = 65_536;
    private bool _delays;
    private TranscriptFilter _transcripts = TranscriptFilter.None;
    private bool _oauth;
    private ClientAuthority? _clients;
    private X509Certificate2? _shown;

    public DialogWorld()
    {
        _pace = new LoginPace(Time);
        Sizes = new StatedSizes(Store);
        Credentials.Add("ann", "secret");
    }

    private Authenticator Authenticator => _authenticator ??= new Authenticator(
        Credentials, _delays ? Throttle.Standard(Time) : new Throttle(Time, TimeSpan.Zero, TimeSpan.Zero), new byte[ProofSecrets.KeyLength],
        tokens: _oauth ? new TokenSource(Asking, "s3cret", new IssuerHttp(Issuer, Time), TimeSpan.Zero, Time, Log) : null);

    public ManualTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public MemoryMailStore Store { get; } = new();

    public StatedSizes Sizes { get; }

    public FixedCredentials Credentials { get; } = new();

    /// <summary>Is asked about every token.</summary>
    public FakeIssuer Issuer { get; } = new();

    private static OAuthOptions Asking { get; } = new()
    {
        Issuer = FakeIssuer.Identifier,
        Scope = "mail",
        Claim = "username",
        Introspection = Introspection.Always,
        ClientId = "restante",
    };

    public MemoryMailbox Mailbox => Store[Name("ann")];

    public static MailboxName Name(string user) => MailboxName.TryParse(user, out var name) ? name : throw new ArgumentException(user);

    /// <summary>A line <c>option key=value</c>.</summary>
    public void Set(string key, string value)
    {
        switch (key)
        {
            case "idle": _settings = _settings with { Idle = Span(value) }; break;
            case "login": _settings = _settings with { Login = Span(value) }; break;
            case "stall": _settings = _settings with { Stall = Span(value) }; break;
            case "errors": _settings = _settings with { Errors = int.Parse(value, CultureInfo.InvariantCulture) }; break;
            case "cleartext": _settings = _settings with { Cleartext = Enum.Parse<CleartextLogin>(value, ignoreCase: true) }; break;
            case "mechanisms": _settings = _settings with { Mechanisms = value.Split(',', StringSplitOptions.RemoveEmptyEntries) }; break;
            case "apop": _settings = _settings with { Apop = value == "yes" }; break;
            case "expire": _settings = _settings with { ExpireDays = int.Parse(value, CultureInfo.InvariantCulture) }; break;
            case "logindelay": _settings = _settings with { LoginDelay = Span(value) }; break;
            case "language": _settings = _settings with { Language = LanguageTable.Of(value) }; break;
            case "utf8headers": _settings = _settings with { Utf8Headers = Enum.Parse<Utf8Headers>(value, ignoreCase: true) }; break;
            case "nonce": _nonce = value; break;
            case "certificate": _certificate = value == "yes"; break;
            case "remote": _remote = value == "unix" ? null : new IPEndPoint(IPAddress.Parse(value), 50_000); break;
            case "proxy": _proxy = IPAddress.Parse(value); break;
            case "proxytls": _proxyTls = new ProxyTls(value, null); break;
            case "tls": _implicitTls = value == "implicit"; break;
            case "pieces": _pieces = int.Parse(value, CultureInfo.InvariantCulture); break;
            case "window": _window = int.Parse(value, CultureInfo.InvariantCulture); break;
            case "delays": _delays = value == "yes"; break;
            case "oauth": _oauth = value == "yes"; break;
            case "clientca": _clients = value == "yes" ? ClientPairs.Authority : null; break;
            case "clientcert": _shown = ClientPairs.Find(value); break;
            case "transcript": _transcripts = new TranscriptFilter([value]); break;
            default: throw new FormatException($"no option '{key}'");
        }
    }

    public static TimeSpan Span(string text) => text[^1] switch
    {
        's' => TimeSpan.FromSeconds(double.Parse(text[..^1], CultureInfo.InvariantCulture)),
        'm' => TimeSpan.FromMinutes(double.Parse(text[..^1], CultureInfo.InvariantCulture)),
        'd' => TimeSpan.FromDays(double.Parse(text[..^1], CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"'{text}' is no time; 30s, 10m and 2d are"),
    };

    /// <summary>Connects a client; the greeting waits to be read.</summary>
    public async Task<DialogClient> ConnectAsync()
    {
        var connection = new PipeConnection(_remote, _window);
        var writes = new WriteRecorder(connection.Transport.Output);
        connection.Transport = new Ends(connection.Transport.Input, writes);
        var services = new SessionServices
        {
            Settings = _settings,
            Store = Sizes,
            Authenticator = Authenticator,
            Pace = _pace,
            Tls = _certificate ? new TlsUpgrade(_ => Pair.Value, SslProtocols.Tls12 | SslProtocols.Tls13, _clients) : null,
            Time = Time,
            Log = Log,
            Nonce = () => _nonce,
            Transcripts = _transcripts,
            Stopping = _stopping.Token,
        };
        var origin = _proxy is null ? ClientOrigin.From(_remote) : ClientOrigin.Behind(_proxy, new ProxyHeader(_remote) { Tls = _proxyTls });
        var facts = new SessionFacts { Id = "7f3c9a", Address = origin.Text, Started = Time.GetTimestamp() };
        var session = new Pop3Session(connection, origin, services, facts);
        var client = new DialogClient(connection.Client, _pieces, _shown);
        _sessions.Add((Serve(session, connection), client, connection, facts, writes));
        if (_implicitTls)
        {
            await client.StartTlsAsync();
        }

        return client;
    }

    /// <summary>What the server wrote to this client, write by write.</summary>
    public IReadOnlyList<string> Writes(DialogClient client) => _sessions.Single(s => s.Client == client).Writes.Writes;

    public void Stop() => _stopping.Cancel();

    public bool Aborted(DialogClient client) => _sessions.Single(s => s.Client == client).Connection.Aborted;

    /// <summary>Waits for a session to end and says what its record will say.</summary>
    public async Task<SessionFacts> EndedAsync(DialogClient client)
    {
        var session = _sessions.Single(s => s.Client == client);
        await session.Serving.WaitAsync(TimeSpan.FromSeconds(60));
        return session.Facts;
    }

    /// <summary>The clock may move only when the server waits for it.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var tries = 0;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        while (Time.Armed == 0 && ++tries < 200);

        Time.Advance(by);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (serving, client, _, _, _) in _sessions)
        {
            await client.DisposeAsync();
            await serving.WaitAsync(TimeSpan.FromSeconds(60));
        }

        _authenticator?.Dispose();
        _stopping.Dispose();
    }

    private async Task Serve(Pop3Session session, PipeConnection connection)
    {
        await using (session)
        {
            await session.RunAsync(_implicitTls);
        }

        await connection.Transport.Output.CompleteAsync();
        await connection.Transport.Input.CompleteAsync();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A message of so many octets on the wire, 2 at least.</summary>
    public static byte[] MessageOf(int octets)
    {
        const string head = "Subject: test\r\n\r\n";
        var text = new StringBuilder(octets > head.Length + 2 ? head : "");
        while (octets - text.Length >= 74)
        {
            text.Append('x', 70).Append("\r\n");
        }

        text.Append('x', octets - text.Length - 2).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
