using System.Diagnostics;
using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Cli;

/// <summary>The executable as a user starts it, in a folder of its own.</summary>
internal sealed class RestanteProcess : IDisposable
{
    private static readonly TimeSpan Patience = Tool.Limit;

    public string Folder { get; } = Directory.CreateTempSubdirectory("restante-cli-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Write(string name, string content) => File.WriteAllText(PathOf(name), content);

    // Beside the tests lies restante.dll; its launcher stays in its own folder.
    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "restante.dll");

    public async Task<Outcome> RunAsync(string arguments, string input = "", params (string Name, string Value)[] environment)
    {
        var start = Start("dotnet");
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return await RunAsync(start, input);
    }

    /// <summary>For what only a shell can set up: closed descriptors, ulimit.</summary>
    public Task<Outcome> RunInShellAsync(string script)
    {
        var start = Start("/bin/sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("restante() { dotnet \"$0\" \"$@\"; }; " + script);
        start.ArgumentList.Add(Program);
        return RunAsync(start, "");
    }

    private ProcessStartInfo Start(string program) => new(program)
    {
        WorkingDirectory = Folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static async Task<Outcome> RunAsync(ProcessStartInfo start, string input)
    {
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: a wrong command line does.
        }

        using var timeout = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(timeout.Token);
        return new Outcome(process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

internal sealed record Outcome(int Code, string Output, string Error);
