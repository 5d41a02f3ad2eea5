using System.CommandLine;
using Restante.Client;
using Restante.Client.Report;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Check;

/// <summary><c>restante check</c>: what is wrong with a POP3 server, and what to do.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    /// <summary>Monitoring plug-ins' UNKNOWN: also for a command line that is wrong.</summary>
    public const int Unknown = 3;

    public static Verb Create()
    {
        var verb = new Verb(Name, "Examine a POP3 server: what is wrong with it, and what to do",
            "restante check pop.example.com",
            "restante check pop.example.com:995 --user ann --password-file secret.txt",
            "restante check 192.0.2.7:110 --tls starttls --json",
            "restante check pop.example.com --resolve 192.0.2.7 --nagios");
        var options = new CheckArguments(verb);
        var json = JsonOutput.Flag(verb);
        var nagios = new Option<bool>("--nagios") { Description = "Print one line with performance data, for Nagios, Icinga and their kin" };
        var transcriptFile = new Option<string?>("--transcript") { HelpName = "FILE", Description = "Write all that was said to a file, secrets blanked" };
        verb.Options.Add(nagios);
        verb.Options.Add(transcriptFile);
        verb.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                using var arguments = options.Read(parsed, monitoring: parsed.GetValue(nagios));
                await using var transcriptOutput = Open(parsed.GetValue(transcriptFile));
                var quiet = parsed.GetValue(json) || parsed.GetValue(nagios);
                var transcript = new Transcript(TimeProvider.System);
                var report = new CheckReport(arguments.Options.Target.ToString()) { StepDone = quiet ? null : CheckText.PrintStep };
                var examination = new Examination(arguments.Options, report, TimeProvider.System, transcript);
                await examination.RunAsync(cancellation);
                if (transcriptOutput is not null)
                {
                    await transcriptOutput.WriteAsync(string.Concat(transcript.Lines.Select(l => $"{l}\n")).AsMemory(), cancellation);
                }

                if (parsed.GetValue(json))
                {
                    JsonOutput.Print(CheckJson.Write(report));
                }
                else if (parsed.GetValue(nagios))
                {
                    Console.Out.WriteLine(NagiosLine.Write(report));
                }
                else
                {
                    CheckText.PrintFindings(report, transcript);
                }

                if (arguments.BaselineFile is { } baseline && examination.NextBaseline is { } next)
                {
                    BaselineFile.Write(baseline, next, arguments.Options);
                }

                return report.Exit;
            }
            catch (Failure e)
            {
                Terminal.Complain(e.Message, e.Advice);
                return Unknown;
            }
            catch (IOException e)
            {
                // Standard output, or the transcript's disk is full.
                Terminal.Complain(e.Message);
                return Unknown;
            }
        });
        return verb;
    }

    /// <summary>Before the examination: one that cannot be kept need not be made.</summary>
    private static StreamWriter? Open(string? transcriptFile)
    {
        try
        {
            return transcriptFile is null ? null : new StreamWriter(transcriptFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Failure(Unknown, $"--transcript {transcriptFile}: {e.Message}", "name a file in a folder that can be written");
        }
    }
}
