using System.CommandLine;
using System.CommandLine.Completions;
using Restante.Logs.Formats;
using Restante.Logs.Reports;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary><c>restante logs</c>: sessions out of anybody's logs.</summary>
internal static class LogsCommand
{
    public static Verb Create()
    {
        var verb = new Verb("logs", "Read POP3 logs of many servers and clients: sessions, what was odd about them, and why",
            "restante logs /var/log/mail.log*                       # every session, then what was noticed",
            "restante logs mail.log --since yesterday --user ann    # why is ann's mail still there?",
            "restante logs mail.log --session 7f3c9a51d2e4          # one session, told as a story",
            "restante logs mail.log --json | jq -c 'select(.ended != \"quit\")'",
            "journalctl -u dovecot -o short-iso | restante logs -");
        var files = new Argument<string[]>("FILE") { Description = "Logs, plain or gzipped, in any order; - is standard input", Arity = ArgumentArity.ZeroOrMore };
        verb.Arguments.Add(files);
        var format = Add(verb, new Option<string>("--format") { HelpName = "NAME", Description = "Read only this format", DefaultValueFactory = _ => "auto" });
        AcceptFormats(format);
        var since = Add(verb, new Option<string?>("--since") { HelpName = "TIME", Description = "Sessions that ended then or later: \"2 hours ago\", yesterday, 2026-11-21T10:00" });
        var until = Add(verb, new Option<string?>("--until") { HelpName = "TIME", Description = "Sessions that began then or earlier" });
        var user = Add(verb, new Option<string?>("--user") { HelpName = "USER", Description = "Sessions of this user" });
        var address = Add(verb, new Option<string?>("--address") { HelpName = "ADDRESS", Description = "Sessions from this address; 192.0.2. is all that begin so" });
        var session = Add(verb, new Option<string?>("--session") { HelpName = "ID", Description = "Tell this session as a story" });
        var ended = Add(verb, new Option<string?>("--end") { HelpName = "REASON", Description = "Sessions that ended so: " + string.Join(", ", EndedNames.All) });
        ended.AcceptOnlyFromAmong([.. EndedNames.All]);
        var unread = Add(verb, new Option<bool>("--unread") { Description = "List the lines that could not be read, and nothing else" });
        var json = new Option<bool>("--json") { Description = "One JSON object a session, a line each" };
        verb.Options.Add(json);
        var report = Add(verb, new Option<string?>("--report") { HelpName = "NAME", Description = "Sums instead of sessions: " + string.Join(", ", ReportNames.All) });
        report.AcceptOnlyFromAmong([.. ReportNames.All]);
        var top = Add(verb, new Option<int?>("--top") { HelpName = "N", Description = "Rows of a report [default: 20, timeline 48]", CustomParser = ParseTop });
        var csv = Add(verb, new Option<bool>("--csv") { Description = "Comma-separated values, for spreadsheets" });
        var follow = Add(verb, new Option<bool>("--follow") { Description = "Go on as the logs grow, also when they are rotated; Control-C ends it" });
        verb.Exclude(json, csv, unread);
        verb.Need(top, report);
        verb.SetAction((parsed, stop) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var settings = new LogsSettings
            {
                Files = parsed.GetValue(files) ?? [],
                Formats = FormatTable.Find(parsed.GetValue(format)!) is { } only ? [only] : FormatTable.All,
                Filter = new SessionFilter
                {
                    Since = HumanTime.Require("--since", parsed.GetValue(since), now, TimeZoneInfo.Local, endOfDay: false),
                    Until = HumanTime.Require("--until", parsed.GetValue(until), now, TimeZoneInfo.Local, endOfDay: true),
                    User = parsed.GetValue(user),
                    Address = NotEmpty(parsed.GetValue(address)),
                    Session = NotEmpty(parsed.GetValue(session)),
                    Ended = parsed.GetValue(ended) is { } name ? (Ended)EndedNames.All.ToList().IndexOf(name) : null,
                },
                Report = parsed.GetValue(report),
                ReportForm = parsed.GetValue(csv) ? ReportForm.Csv : parsed.GetValue(json) ? ReportForm.Json : ReportForm.Table,
                Top = parsed.GetValue(top) ?? (parsed.GetValue(report) == "timeline" ? 48 : 20),
                Follows = parsed.GetValue(follow),
                Output = parsed.GetValue(unread) ? LogsOutput.Unread
                    : parsed.GetValue(report) is not null ? LogsOutput.Report
                    : parsed.GetValue(csv) ? LogsOutput.Csv
                    : parsed.GetValue(json) ? LogsOutput.Json
                    : parsed.GetValue(session) is not null ? LogsOutput.Story
                    : LogsOutput.Table,
            };

            // On a thread of its own, so that Control-C is heard while it reads.
            return Task.Run(() => new LogsRun(settings, TimeProvider.System).RunAsync(stop), CancellationToken.None);
        });
        return verb;
    }

    /// <summary>The formats are made when one is asked for, not when another verb runs: their patterns cost more than most verbs do.</summary>
    private static void AcceptFormats(Option<string> format)
    {
        format.CompletionSources.Add(_ => FormatNames().Select(name => new CompletionItem(name)));
        format.Validators.Add(result =>
        {
            if (result.Tokens is [var name] && !FormatNames().Contains(name.Value, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"--format: no format is called {name.Value}; there are {string.Join(", ", FormatNames())}");
            }
        });
    }

    private static IEnumerable<string> FormatNames() => ["auto", .. FormatTable.All.Select(f => f.Name)];

    private static Option<T> Add<T>(Command verb, Option<T> option)
    {
        verb.Options.Add(option);
        return option;
    }

    private static int? ParseTop(System.CommandLine.Parsing.ArgumentResult given)
    {
        var rows = NumberParser.Whole<int>(given);
        if (!given.Errors.Any() && rows is < 1 or > 100_000)
        {
            given.AddError("--top is a number from 1 to 100000");
        }

        return rows;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
