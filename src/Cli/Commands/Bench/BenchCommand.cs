using Restante.Client.Load;

namespace Restante.Cli.Commands.Bench;

/// <summary><c>restante bench</c>: how much a POP3 server can do, and how fast.</summary>
internal static class BenchCommand
{
    public const string Name = "bench";

    /// <summary>How long it may take to print what was measured, after Control-C.</summary>
    public static readonly TimeSpan Ending = TimeSpan.FromSeconds(10);

    public static Verb Create()
    {
        var verb = new Verb(Name, "Load a POP3 server and measure what it can do",
            "restante bench 127.0.0.1:1110 --profile greet",
            "restante bench 127.0.0.1:1110 --users users.txt --connections 32 --retr 5",
            "restante bench 127.0.0.1:1110 --user 'user{1..100}' --password-file secret.txt --profile retr --in-flight 8",
            "restante bench 127.0.0.1:1995 --tls implicit --users users.txt --rate 200 --duration 60 --json",
            "restante bench 127.0.0.1:1110 --users users.txt --profile idle --connections 10000 --pid $(pidof restante)");
        var arguments = new BenchArguments(verb);
        var json = JsonOutput.Flag(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var options = await arguments.ReadAsync(parsed, cancellation);
            try
            {
                return await RunAsync(options, parsed.GetValue(json), cancellation);
            }
            finally
            {
                foreach (var user in options.Users)
                {
                    user.Password.Dispose();
                }
            }
        });
        return verb;
    }

    private static async Task<int> RunAsync(LoadOptions options, bool json, CancellationToken cancellation)
    {
        if (options.Profile is not (LoadProfile.Greet or LoadProfile.Http or LoadProfile.Idle) && options.Users.Count < options.Connections)
        {
            Terminal.Tell($"{options.Connections} connections share {(options.Users.Count == 1 ? "one user" : $"{options.Users.Count} users")}: a server that locks mailboxes refuses some");
        }

        var run = new LoadRun(options, TimeProvider.System);
        if (await run.TryAsync(cancellation) is { } trouble)
        {
            throw new Failure(ExitCode.Unavailable, $"the first session at {options.Way.Place} came to nothing: {trouble}", $"`restante check {options.Way.Place}` looks closer");
        }

        var result = await RunAsync(run, cancellation);
        if (json)
        {
            JsonOutput.Print(BenchJson.Write(options, result));
        }
        else
        {
            BenchText.Print(options, result);
        }

        return result.IsCutShort ? Interruption.ExitCode
            : result.Errors.Count > 0 ? ExitCode.Partial
            : ExitCode.Ok;
    }

    private static async Task<LoadResult> RunAsync(LoadRun run, CancellationToken cancellation)
    {
        try
        {
            return await run.RunAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Failure(ExitCode.Usage, $"the memory of the server cannot be read: {e.Message}", "--pid takes the number of a process that is yours, on Linux");
        }
    }
}
