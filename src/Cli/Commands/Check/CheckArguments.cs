using System.CommandLine;
using System.Net;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Protocol.Sasl;

namespace Restante.Cli.Commands.Check;

/// <summary>The options of a run, and the password, which goes with it.</summary>
internal sealed record CheckRun(CheckOptions Options) : IDisposable
{
    /// <summary>Where the next baseline goes; null for nowhere.</summary>
    public string? BaselineFile { get; init; }

    public void Dispose() => Options.Password?.Dispose();
}

/// <summary>What <c>check</c> takes on its command line.</summary>
internal sealed class CheckArguments
{
    private readonly Argument<string> _target = new("HOST[:PORT]") { Description = "A name or an address; without a port 110 and 995 are examined" };
    private readonly Option<TlsChoice> _tls = ClientOptions.Tls();
    private readonly Option<string?> _user = new("--user") { HelpName = "NAME", Description = "Log in as this user, and examine the mailbox" };
    private readonly Option<string?> _passwordFile = new("--password-file") { HelpName = "FILE", Description = "The password's file; - is standard input. Without it a terminal is asked" };
    private readonly Option<string?> _ca = ClientOptions.Issuers();
    private readonly Option<string?> _resolve = new("--resolve") { HelpName = "ADDRESS[,ADDRESS]", Description = "Connect to these addresses in the place of the name's" };
    private readonly Option<int> _connections = new("--connections") { HelpName = "N", Description = "Connections that ask how many machines answer", CustomParser = NumberParser.Whole<int>, DefaultValueFactory = _ => 8 };
    private readonly Option<double> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "The longest wait of any step", CustomParser = NumberParser.Fraction, DefaultValueFactory = _ => 10 };
    private readonly Option<bool> _destructive = new("--destructive") { Description = "Messages may be deleted" };
    private readonly Option<string?> _baseline = new("--baseline") { HelpName = "FILE", Description = "Keep unique-ids in this file from run to run, and tell of those that changed" };
    private readonly Option<bool> _allowCleartext = new("--allow-cleartext") { Description = "Send the password without TLS, and to a server whose certificate does not prove it" };

    public CheckArguments(Command verb)
    {
        verb.Arguments.Add(_target);
        foreach (var option in new Option[] { _tls, _user, _passwordFile, _ca, _resolve, _connections, _timeout, _destructive, _baseline, _allowCleartext })
        {
            verb.Options.Add(option);
        }
    }

    /// <exception cref="Failure">Something in it cannot be.</exception>
    public CheckRun Read(ParseResult parsed, bool monitoring)
    {
        var text = parsed.GetRequiredValue(_target);
        var target = Target.Parse(text) ?? throw Wrong($"\"{text}\" is no HOST or HOST:PORT", "an IPv6 address with a port is written [address]:port");
        var timeout = parsed.GetValue(_timeout);
        var connections = parsed.GetValue(_connections);
        if (timeout is not (>= 0.1 and <= 600))
        {
            throw Wrong("--timeout is a number of seconds from 0.1 to 600");
        }

        if (connections is < 0 or > 1000)
        {
            throw Wrong("--connections is a number from 0 to 1000");
        }

        if (parsed.GetValue(_passwordFile) is not null && parsed.GetValue(_user) is null)
        {
            throw Wrong("--password-file needs --user");
        }

        if (parsed.GetValue(_baseline) is not null && parsed.GetValue(_user) is null)
        {
            throw Wrong("--baseline needs --user");
        }

        var options = new CheckOptions(target)
        {
            Tls = parsed.GetValue(_tls),
            User = parsed.GetValue(_user),
            ExtraRoots = parsed.GetValue(_ca) is { } ca ? ClientOptions.ReadIssuers(ca, CheckCommand.Unknown) : [],
            Connections = connections,
            Timeout = TimeSpan.FromSeconds(timeout),
            Destructive = parsed.GetValue(_destructive),
            AllowCleartext = parsed.GetValue(_allowCleartext),
            Monitoring = monitoring,
        };
        if (parsed.GetValue(_resolve) is { } addresses)
        {
            var fixedAddresses = ParseAddresses(addresses);
            options = options with { Resolve = (_, _) => Task.FromResult(fixedAddresses) };
        }

        var baseline = parsed.GetValue(_baseline);
        if (baseline is not null)
        {
            options = options with { KeepBaseline = true, Baseline = BaselineFile.Read(baseline, options) };
        }

        return new CheckRun(options.User is { } user ? options with { Password = ReadPassword(parsed.GetValue(_passwordFile), user) } : options) { BaselineFile = baseline };
    }

    private static IPAddress[] ParseAddresses(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(a => IPAddress.TryParse(a, out var address) ? address : throw Wrong($"--resolve: \"{a}\" is no address"))];

    private static Secret ReadPassword(string? file, string user)
    {
        try
        {
            return ClientPassword.Read(file, user);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(e.Message, "--password-file takes a file whose first line is the password, or - for standard input");
        }
    }

    private static Failure Wrong(string what, string advice = "") => new(CheckCommand.Unknown, what, advice);
}
