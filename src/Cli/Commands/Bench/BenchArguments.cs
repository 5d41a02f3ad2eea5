using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Client.Load;

namespace Restante.Cli.Commands.Bench;

/// <summary>What <c>bench</c> takes on its command line.</summary>
internal sealed class BenchArguments
{
    private const int MostConnections = 60_000;
    /// <summary>To find which of this machine's own addresses answers.</summary>
    private static readonly TimeSpan Nearby = TimeSpan.FromSeconds(1);

    private const double LeastRate = 0.001;
    private const double MostRate = 1e7;

    private readonly Argument<string> _target = new("HOST[:PORT]") { Description = "A name or an address; without a port 995 with TLS from the first octet, otherwise 110" };
    private readonly Option<LoadProfile?> _profile = new("--profile") { HelpName = "PROFILE", Description = "What the connections do: greet, login, session, retr, uidl, drain, idle, mixed, http [default: session]", CustomParser = parsed => ParseProfile(parsed) };
    private readonly Option<TlsChoice> _tls = ClientOptions.Tls();
    private readonly Option<string?> _users = new("--users") { HelpName = "FILE", Description = "Who logs in: lines name:password; - is standard input" };
    private readonly Option<string?> _user = new("--user") { HelpName = "PATTERN", Description = "Who logs in, all with one password: a name, or many as in 'user{1..100}'" };
    private readonly Option<string?> _passwordFile = new("--password-file") { HelpName = "FILE", Description = "The password of --user. Without it a terminal is asked" };
    private readonly Option<int> _connections = new("--connections") { HelpName = "N", Description = "Connections at once", CustomParser = NumberParser.Whole<int>, DefaultValueFactory = _ => 16 };
    private readonly Option<int> _retr = new("--retr") { HelpName = "N", Description = "Messages that a session fetches", CustomParser = NumberParser.Whole<int>, DefaultValueFactory = _ => 5 };
    private readonly Option<int> _inFlight = new("--in-flight") { HelpName = "N", Description = "RETR commands sent ahead of their replies", CustomParser = NumberParser.Whole<int>, DefaultValueFactory = _ => 1 };
    private readonly Option<double> _warmUp = new("--warmup") { HelpName = "SECONDS", Description = "Time that is not counted, before; none with --count, unless given", CustomParser = NumberParser.Fraction, DefaultValueFactory = _ => 2 };
    private readonly Option<double> _duration = new("--duration") { HelpName = "SECONDS", Description = "Time that is counted; for idle, how long sessions are held", CustomParser = NumberParser.Fraction, DefaultValueFactory = _ => 10 };
    private readonly Option<double?> _rate = new("--rate") { HelpName = "N", Description = "At most so many sessions (retr: messages) a second, at even times", CustomParser = given => NumberParser.Fraction(given) };
    private readonly Option<long?> _most = new("--count") { HelpName = "N", Description = "End after so many sessions (retr: messages)", CustomParser = given => NumberParser.Whole<long>(given) };
    private readonly Option<double> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "The longest silence of the server", CustomParser = NumberParser.Fraction, DefaultValueFactory = _ => 30 };
    private readonly Option<string?> _ca = ClientOptions.Issuers();
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Take any certificate; on loopback any is taken as it is" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Take up TLS sessions again, as mail programs do" };
    private readonly Option<bool> _destructive = new("--destructive") { Description = "Messages may be deleted: drain needs it" };
    private readonly Option<bool> _mine = new("--my-server") { Description = "Load a server on another machine: it is yours, and others can wait" };
    private readonly Option<string?> _paths = new("--paths") { HelpName = "FILE", Description = "What http asks a web server for, a path a line" };
    private readonly Option<int?> _pid = new("--pid") { HelpName = "N", Description = "A process of the server: idle tells how much memory it and its children take", CustomParser = given => NumberParser.Whole<int>(given) };

    public BenchArguments(Verb verb)
    {
        verb.Arguments.Add(_target);
        foreach (var option in new Option[]
        {
            _profile, _tls, _users, _user, _passwordFile, _connections, _retr, _inFlight, _warmUp, _duration, _rate, _most, _timeout, _ca, _insecure, _resume,
            _destructive, _mine, _paths, _pid,
        })
        {
            verb.Options.Add(option);
        }

        ClientOptions.Complete(_profile, [.. Enum.GetValues<LoadProfile>().Select(p => BenchText.NameOf(p))]);
        verb.Exclude(_users, _user);
        verb.Need(_passwordFile, _user);
    }

    /// <exception cref="Failure">Something in it cannot be.</exception>
    public async Task<LoadOptions> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var text = parsed.GetRequiredValue(_target);
        var target = Target.Parse(text) ?? throw Wrong($"\"{text}\" is no HOST or HOST:PORT", "an IPv6 address with a port is written [address]:port");
        var way = await WayAsync(target, parsed.GetValue(_tls), cancellation);
        if (!way.IsLoopback && !parsed.GetValue(_mine))
        {
            throw new Failure(ExitCode.Usage, $"{way.Place} is no loopback address", "a load run takes all that a server has, from everybody: if it is yours to load, say --my-server");
        }

        var profile = parsed.GetValue(_profile) ?? LoadProfile.Session;
        if (profile == LoadProfile.Drain && !parsed.GetValue(_destructive))
        {
            throw Wrong("drain deletes all messages of all its users", "with --destructive it does");
        }

        var connections = Within(parsed, _connections, 1, MostConnections);
        if (DescriptorLimit.Read() is { } limit && connections + DescriptorLimit.OfRuntime > limit)
        {
            throw Wrong($"{connections} connections need about {connections + DescriptorLimit.OfRuntime} descriptors, this process may open {limit}", "raise it (in a shell: ulimit -n), or take fewer --connections");
        }

        var options = new LoadOptions(way)
        {
            Host = target.Host,
            Profile = profile,
            Connections = connections,
            Retr = Within(parsed, _retr, 0, 1_000_000),
            InFlight = Within(parsed, _inFlight, 1, 1000),
            // What is deleted during a warm-up is not there to be measured; and who counts sessions does not want thousands before.
            WarmUp = profile == LoadProfile.Drain || (parsed.GetValue(_most) is not null && parsed.GetResult(_warmUp) is not { Implicit: false }) ? TimeSpan.Zero : Seconds(parsed.GetValue(_warmUp), _warmUp, least: 0),
            Duration = Seconds(parsed.GetValue(_duration), _duration, least: 0.1),
            Timeout = Seconds(parsed.GetValue(_timeout), _timeout, least: 0.1),
            Rate = parsed.GetValue(_rate) is not { } rate ? null : rate is >= LeastRate and <= MostRate ? rate : throw Wrong("--rate is a number from 0.001 to 10000000"),
            Most = parsed.GetValue(_most) is not { } most ? null : most > 0 ? most : throw Wrong("--count is a number above 0"),
            AnyCertificate = way.IsLoopback || parsed.GetValue(_insecure),
            Resume = parsed.GetValue(_resume),
            IssuerFile = parsed.GetValue(_ca),
            ServerProcess = parsed.GetValue(_pid),
        };
        return profile switch
        {
            LoadProfile.Greet => options,
            LoadProfile.Http => options with { Paths = BenchUsers.ReadPaths(parsed.GetValue(_paths)) },
            _ => options with { Users = BenchUsers.Read(parsed.GetValue(_users), parsed.GetValue(_user), parsed.GetValue(_passwordFile)) },
        };
    }

    private static async Task<Way> WayAsync(Target target, TlsChoice tls, CancellationToken cancellation)
    {
        // 1995, 10995: ports that were chosen after 995.
        var channel = tls switch
        {
            TlsChoice.Implicit => Channel.Implicit,
            TlsChoice.StartTls => Channel.StartTls,
            TlsChoice.Auto when target.Port % 1000 == Target.TlsPort => Channel.Implicit,
            _ => Channel.Plain,
        };
        var port = target.Port ?? (channel == Channel.Implicit ? Target.TlsPort : Target.PlainPort);
        try
        {
            var addresses = IPAddress.TryParse(target.Host, out var given) ? [given] : await Dns.GetHostAddressesAsync(target.Host, cancellation);
            return new Way(new IPEndPoint(await AnsweringAsync(addresses, port, cancellation), port), channel);
        }
        catch (SocketException e)
        {
            throw new Failure(ExitCode.Unavailable, $"the name {target.Host} has no address: {e.Message}");
        }
    }

    // localhost is ::1 and 127.0.0.1, and a server often listens on one of them. Other machines are asked nothing here.
    private static async Task<IPAddress> AnsweringAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        foreach (var address in addresses.Length > 1 ? addresses.Where(IPAddress.IsLoopback) : [])
        {
            var reached = await Reaching.ConnectAsync(new IPEndPoint(address, port), Nearby, TimeProvider.System, cancellation);
            reached.Socket?.Dispose();
            if (reached.Outcome == ReachOutcome.Connected)
            {
                return address;
            }
        }

        return addresses[0];
    }

    private static LoadProfile ParseProfile(System.CommandLine.Parsing.ArgumentResult parsed)
    {
        var word = parsed.Tokens[0].Value;
        if (!word.All(char.IsAsciiLetterLower) || !Enum.TryParse<LoadProfile>(word, ignoreCase: true, out var profile))
        {
            parsed.AddError($"--profile is one of {string.Join(", ", Enum.GetValues<LoadProfile>().Select(p => BenchText.NameOf(p)))}, not \"{word}\"");
            return default;
        }

        return profile;
    }

    private static int Within(ParseResult parsed, Option<int> option, int least, int most) =>
        parsed.GetValue(option) is var value && value >= least && value <= most ? value
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is a number from {least} to {most}"));

    private static TimeSpan Seconds(double value, Option<double> option, double least) =>
        value >= least && value <= 86_400 ? TimeSpan.FromSeconds(value)
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is a number of seconds from {least} to 86400"));

    private static Failure Wrong(string what, string advice = "") => new(ExitCode.Usage, what, advice);
}
