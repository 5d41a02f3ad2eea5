using System.Diagnostics;
using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Clients;

/// <summary>A program that does TLS only, as administrators use it; POP3 is spoken by hand through its standard input and output.</summary>
internal abstract class ByHandClient : PopClient
{
    public override bool Speaks(Protection protection) => protection != Protection.Plain;

    protected abstract string Program { get; }

    protected abstract IEnumerable<string> Arguments(Errand errand);

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in Arguments(errand))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start");
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var pipe = new PipePair(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
            // Before STLS these programs have swallowed the greeting; POP3 has no second one.
            await using var session = errand.Protection == Protection.Stls ? RawPop3.OverGreeted(pipe) : await RawPop3.OverAsync(pipe);
            var messages = await FetchAllAsync(session, errand);
            using var time = new CancellationTokenSource(Eventually.Limit);
            await process.WaitForExitAsync(time.Token);
            return new Fetched(messages, new ToolResult(process.ExitCode, [], await errors));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task<IReadOnlyList<byte[]>> FetchAllAsync(RawPop3 session, Errand errand)
    {
        await session.LoginAsync(errand.User.Name, errand.User.Password);
        var count = int.Parse((await session.ExpectOkAsync("STAT")).Split(' ')[1], CultureInfo.InvariantCulture);
        var messages = new List<byte[]>();
        for (var i = 1; i <= count; i++)
        {
            messages.Add(await session.RetrieveAsync($"RETR {i}"));
            if (!errand.Keep)
            {
                await session.ExpectOkAsync($"DELE {i}");
            }
        }

        await session.ExpectOkAsync("QUIT");
        return messages;
    }
}
