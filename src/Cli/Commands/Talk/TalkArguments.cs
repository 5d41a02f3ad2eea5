using System.CommandLine;
using Restante.Client;
using Restante.Client.Connecting;
using Restante.Protocol.Sasl;

namespace Restante.Cli.Commands.Talk;

/// <summary>What a session by hand goes by.</summary>
/// <param name="Options">Target, TLS, issuers, time; user and password where they were given.</param>
internal sealed record TalkRun(CheckOptions Options) : IDisposable
{
    /// <summary>Passwords may go out in clear text, and to a server that did not prove itself.</summary>
    public bool Insecure { get; init; }

    public string LineEnd { get; init; } = "\r\n";

    public string? TranscriptFile { get; init; }

    public void Dispose() => Options.Password?.Dispose();
}

/// <summary>What <c>talk</c> takes on its command line.</summary>
internal sealed class TalkArguments
{
    private readonly Argument<string> _target = new("HOST[:PORT]") { Description = "A name or an address; without a port 995 is tried, then 110" };
    private readonly Option<TlsChoice> _tls = ClientOptions.Tls();
    private readonly Option<string?> _user = new("--user") { HelpName = "NAME", Description = "Log in as this user first, by the best way that the server promises" };
    private readonly Option<string?> _passwordFile = new("--password-file") { HelpName = "FILE", Description = "The password's file. Without it a terminal is asked" };
    private readonly Option<string?> _ca = ClientOptions.Issuers();
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Send passwords even in clear text, or to a server whose certificate does not prove it" };
    private readonly Option<string?> _transcript = new("--transcript") { HelpName = "FILE", Description = "Write all that is said to a file, secrets blanked" };
    private readonly Option<bool> _lf = new("--lf") { Description = "End commands in LF alone, on purpose" };
    private readonly Option<bool> _crlf = new("--crlf") { Description = "End commands in CR LF, as is always done" };
    private readonly Option<double> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "The longest silence of the server", CustomParser = NumberParser.Fraction, DefaultValueFactory = _ => 30 };

    public TalkArguments(Verb verb)
    {
        verb.Arguments.Add(_target);
        foreach (var option in new Option[] { _tls, _user, _passwordFile, _ca, _insecure, _transcript, _lf, _crlf, _timeout })
        {
            verb.Options.Add(option);
        }

        verb.Exclude(_lf, _crlf);
        verb.Need(_passwordFile, _user);
    }

    /// <exception cref="Failure">Something in it cannot be.</exception>
    public TalkRun Read(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(_target);
        var target = Target.Parse(text) ?? throw Wrong($"\"{text}\" is no HOST or HOST:PORT", "an IPv6 address with a port is written [address]:port");
        var timeout = parsed.GetValue(_timeout);
        if (timeout is not (>= 0.1 and <= 3600))
        {
            throw Wrong("--timeout is a number of seconds from 0.1 to 3600");
        }

        var user = parsed.GetValue(_user);
        var options = new CheckOptions(target)
        {
            Tls = parsed.GetValue(_tls),
            Timeout = TimeSpan.FromSeconds(timeout),
            ExtraRoots = parsed.GetValue(_ca) is { } ca ? ClientOptions.ReadIssuers(ca, ExitCode.Usage) : [],
            User = user,
            Password = user is null ? null : ReadPassword(parsed.GetValue(_passwordFile), user),
        };
        return new TalkRun(options)
        {
            Insecure = parsed.GetValue(_insecure),
            LineEnd = parsed.GetValue(_lf) ? "\n" : "\r\n",
            TranscriptFile = parsed.GetValue(_transcript),
        };
    }

    private static Secret ReadPassword(string? file, string user)
    {
        if (file == "-" || (file is null && !Terminal.IsInteractive))
        {
            throw Wrong("--user needs --password-file FILE here", "standard input holds the commands");
        }

        try
        {
            return ClientPassword.Read(file, user);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(e.Message);
        }
    }

    private static Failure Wrong(string what, string advice = "") => new(ExitCode.Usage, what, advice);
}
