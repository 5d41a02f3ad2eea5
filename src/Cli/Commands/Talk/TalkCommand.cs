using Restante.Client.Certificates;
using Restante.Client.Connecting;
using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Talk;

/// <summary><c>restante talk</c>: a POP3 session by hand, or by a script.</summary>
internal static class TalkCommand
{
    public static Verb Create()
    {
        var verb = new Verb("talk", "Speak POP3 with a server, by hand or from a script",
            "restante talk pop.example.com",
            "restante talk pop.example.com --user ann",
            "restante talk pop.example.com:110 --tls none",
            @"printf 'CAPA\nQUIT\n' | restante talk pop.example.com",
            @"printf 'STAT\nQUIT\n' | restante talk pop.example.com --user ann --password-file secret.txt");
        var arguments = new TalkArguments(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var run = arguments.Read(parsed);
            return await RunAsync(run, cancellation);
        });
        return verb;
    }

    /// <summary>A person at both ends of the terminal, not one whose answers go to a file.</summary>
    private static bool IsByHand => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    private static async Task<int> RunAsync(TalkRun run, CancellationToken cancellation)
    {
        using var file = new TranscriptFile();
        var transcript = new Transcript(TimeProvider.System) { Heard = file.Add };
        if (run.TranscriptFile is { } path)
        {
            file.Open(path, []);
        }

        var byHand = IsByHand;
        if (byHand)
        {
            Editing.LineEditor.Prepare();
        }

        var opener = new TalkOpener(run.Options, transcript, TimeProvider.System, byHand ? TalkText.Remark : static _ => { });
        if (await opener.OpenAsync(cancellation) is not { } opened)
        {
            throw NotOpen(run.Options.Target, opener.Failures);
        }

        await using var session = new TalkSession(opened, opener.Opener, transcript) { LineEnd = run.LineEnd, Capabilities = opener.Capabilities };
        var judge = new CertificateJudge(run.Options.Target.Host, run.Options.ExtraRoots, TimeProvider.System.GetUtcNow(), run.Options.Thresholds.CertificateTerm);
        var parts = new TalkParts(run, session, new Protection(judge), transcript, file);
        return byHand ? await new TerminalTalk(parts).RunAsync(cancellation) : await new PipeTalk(parts).RunAsync(StandardStreams.OpenInput(), cancellation);
    }

    private static Failure NotOpen(Target target, IReadOnlyList<string> failures) =>
        new(ExitCode.Unavailable, string.Join("\n          ", failures), $"`restante check {target}` looks closer");
}
