using System.CommandLine;
using Restante.Client.Conformance;

namespace Restante.Cli.Commands.Conform;

/// <summary><c>restante conform</c>: whether a POP3 server does what the RFCs say, clause by clause.</summary>
internal static class ConformCommand
{
    public const string Name = "conform";

    public static Verb Create()
    {
        var verb = new Verb(Name, "Try a POP3 server against the RFCs, clause by clause",
            "restante conform pop.example.com",
            "restante conform 127.0.0.1:110 --user test --password-file secret.txt --seed maildir:/var/mail/test/Maildir",
            "restante conform pop.example.com --user test --password-file secret.txt --seed lmtp:mx.example.com:24 --junit pop3.xml",
            "restante conform pop.example.com --clause RFC2595",
            "restante conform --list --clause RFC1939");
        var arguments = new ConformArguments(verb);
        var json = JsonOutput.Flag(verb);
        var junit = new Option<string?>("--junit") { HelpName = "FILE", Description = "Write the verdicts as JUnit XML" };
        var list = new Option<bool>("--list") { Description = "Name the cases and their clauses, and connect nowhere" };
        verb.Options.Add(junit);
        verb.Options.Add(list);
        verb.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(list))
            {
                ConformText.PrintCases(arguments.Suite(parsed).Cases);
                return ExitCode.Ok;
            }

            var options = arguments.Read(parsed);
            using var password = options.Server.Password;
            var junitFile = parsed.GetValue(junit);
            await using var junitOutput = junitFile is null ? null : new StreamWriter(junitFile);
            if (options.Seed is not null)
            {
                Terminal.Tell($"the maildrop of {options.Server.User} on {options.Server.Target} is emptied, and filled with mail of this suite");
            }

            var progress = new ConformProgress();
            var report = await new ConformanceRun(options, TimeProvider.System) { CaseDone = progress.Show }.RunAsync(cancellation);
            ConformProgress.Clear();
            if (junitOutput is not null)
            {
                ConformJunit.Write(report, junitOutput);
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Print(ConformJson.Write(report));
            }
            else if (report.CouldNotBegin is null)
            {
                ConformText.Print(report);
            }

            return report.CouldNotBegin is { } why ? throw new Failure(ExitCode.Unavailable, why, $"`restante check {report.Target}` looks closer")
                : cancellation.IsCancellationRequested ? Interruption.ExitCode
                : Exit(report);
        });
        return verb;
    }

    private static int Exit(ConformanceReport report) =>
        report.Of(Verdict.Fail).Any() ? ExitCode.Partial : report.Of(Verdict.NotTried).Any() ? ExitCode.Unavailable : ExitCode.Ok;
}
