using System.CommandLine;
using System.Globalization;
using Restante.Client;
using Restante.Client.Conformance;
using Restante.Client.Conformance.Seeds;
using Restante.Client.Connecting;
using Restante.Protocol.Sasl;

namespace Restante.Cli.Commands.Conform;

/// <summary>What <c>conform</c> takes on its command line.</summary>
internal sealed class ConformArguments
{
    private readonly Argument<string> _target = new("HOST[:PORT]") { Description = "A name or an address; without a port 995 is tried, then 110", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<TlsChoice> _tls = ClientOptions.Tls();
    private readonly Option<string?> _user = new("--user") { HelpName = "NAME", Description = "Log in as this user; without one only cases before login are tried" };
    private readonly Option<string?> _passwordFile = new("--password-file") { HelpName = "FILE", Description = "The password's file; - is standard input. Without it a terminal is asked" };
    private readonly Option<string?> _seed = new("--seed") { HelpName = "maildir:PATH|lmtp:HOST:PORT|command:CMD", Description = "How mail is put into the user's maildrop, which is EMPTIED again and again. Without it no case that needs mail is tried" };
    private readonly Option<string?> _ca = ClientOptions.Issuers();
    private readonly Option<bool> _allowCleartext = new("--allow-cleartext") { Description = "Send the password without TLS, and to a server whose certificate does not prove it" };
    private readonly Option<string?> _cases = new("--cases") { HelpName = "FOLDER", Description = "Cases and messages of one's own (*.txt) in the place of the suite's" };
    private readonly Option<string[]> _case = new("--case") { HelpName = "NAME", Description = "Only this case, or those whose names begin so (NAME*); may be repeated" };
    private readonly Option<string[]> _clause = new("--clause") { HelpName = "CLAUSE", Description = "Only cases of this clause: RFC1939, RFC2449§6; may be repeated" };
    private readonly Option<double> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "The longest wait of any step", CustomParser = NumberParser.Fraction, DefaultValueFactory = _ => 10 };
    private readonly Option<double> _limit = new("--limit") { HelpName = "MINUTES", Description = "The longest run; what is left is not tried", CustomParser = NumberParser.Fraction, DefaultValueFactory = _ => 30 };

    public ConformArguments(Command verb)
    {
        verb.Arguments.Add(_target);
        foreach (var option in new Option[] { _tls, _user, _passwordFile, _seed, _ca, _allowCleartext, _cases, _case, _clause, _timeout, _limit })
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>The cases that are asked for, by name and clause.</summary>
    /// <exception cref="Failure">There are none.</exception>
    public CaseSuite Suite(ParseResult parsed)
    {
        var suite = parsed.GetValue(_cases) is { } folder ? ReadSuite(folder) : CaseSuite.Default;
        var (names, clauses) = (parsed.GetValue(_case) ?? [], parsed.GetValue(_clause) ?? []);
        ConformCase[] chosen = [.. suite.Cases.Where(c =>
            (names.Length == 0 || names.Any(n => n.EndsWith('*') ? c.Name.StartsWith(n[..^1], StringComparison.Ordinal) : c.Name == n))
            && (clauses.Length == 0 || clauses.Any(wanted => c.Clauses.Any(own => own.IsWithin(wanted)))))];
        return chosen.Length > 0 ? suite with { Cases = chosen } : throw Wrong("no case has this name and this clause", "`restante conform --list` names all");
    }

    /// <exception cref="Failure">Something in it cannot be.</exception>
    public ConformanceOptions Read(ParseResult parsed)
    {
        var text = parsed.GetValue(_target) ?? throw Wrong("HOST[:PORT] is missing");
        var target = Target.Parse(text) ?? throw Wrong($"\"{text}\" is no HOST or HOST:PORT", "an IPv6 address with a port is written [address]:port");
        var timeout = parsed.GetValue(_timeout) is >= 0.1 and <= 600 and var seconds ? TimeSpan.FromSeconds(seconds) : throw Wrong("--timeout is a number of seconds from 0.1 to 600");
        var limit = parsed.GetValue(_limit) is > 0 and <= 1440 and var minutes ? TimeSpan.FromMinutes(minutes) : throw Wrong("--limit is a number of minutes up to 1440");
        var user = parsed.GetValue(_user);
        var seed = parsed.GetValue(_seed);
        if (user is null && (seed ?? parsed.GetValue(_passwordFile)) is not null)
        {
            throw Wrong($"{(seed is null ? "--password-file" : "--seed")} needs --user");
        }

        var suite = Suite(parsed);
        return new ConformanceOptions(new CheckOptions(target)
        {
            Tls = parsed.GetValue(_tls),
            Timeout = timeout,
            ExtraRoots = parsed.GetValue(_ca) is { } ca ? ClientOptions.ReadIssuers(ca, ExitCode.Usage) : [],
            AllowCleartext = parsed.GetValue(_allowCleartext),
            User = user,
            Password = user is null ? null : ReadPassword(parsed.GetValue(_passwordFile), user),
        })
        {
            Cases = suite.Cases,
            Mail = suite.Mail,
            Limit = limit,
            Seed = seed is null ? null : ReadSeed(seed, user!, timeout),
        };
    }

    private static ISeed ReadSeed(string text, string user, TimeSpan timeout) => text.Split(':', 2) switch
    {
        ["maildir", { Length: > 0 } path] when Directory.Exists(path) && !MaildirSeed.Fits(path)
            => throw Wrong($"--seed: {path} is no Maildir: it holds other things, and no folder new", "maildir:PATH names the user's Maildir, the folder that holds new and cur"),
        ["maildir", { Length: > 0 } path] => Directory.Exists(path) ? new MaildirSeed(path, TimeProvider.System)
            : throw Wrong($"--seed: there is no folder {path}", "maildir:PATH names the user's Maildir, the folder that holds new and cur"),
        ["lmtp", var place] when place.LastIndexOf(':') is > 0 and var colon && int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            => new LmtpSeed(place[..colon].Trim('[', ']'), port, user, timeout, TimeProvider.System),
        ["command", { Length: > 0 } command] => new CommandSeed(command, timeout, TimeProvider.System),
        _ => throw Wrong($"--seed: \"{text}\" is none of maildir:PATH, lmtp:HOST:PORT, command:CMD"),
    };

    private static CaseSuite ReadSuite(string folder)
    {
        try
        {
            return CaseSuite.Read([.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllText(f)))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Wrong($"--cases: {e.Message}", "docs/manual/conform.md describes the language");
        }
    }

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

    private static Failure Wrong(string what, string advice = "") => new(ExitCode.Usage, what, advice);
}
