using System.Diagnostics;
using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Clients;

/// <summary>openssl s_client, as administrators use it; POP3 is spoken by hand through its standard input and output.</summary>
internal sealed class OpensslClient : PopClient
{
    public override string Name => "openssl";

    public override bool Speaks(Protection protection) => protection != Protection.Plain;

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var start = new ProcessStartInfo("openssl")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // -quiet: no report between the lines, and R and Q at a line's start are just letters.
        foreach (var argument in (string[])["s_client", "-quiet", "-connect", $"127.0.0.1:{errand.Port}", "-CAfile", errand.Server.CertificateFile, "-verify_return_error"])
        {
            start.ArgumentList.Add(argument);
        }

        if (errand.Protection == Protection.Stls)
        {
            start.ArgumentList.Add("-starttls");
            start.ArgumentList.Add("pop3");
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("openssl did not start");
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var pipe = new PipePair(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
            // After STLS s_client has swallowed the greeting; POP3 has no second one.
            await using var session = errand.Protection == Protection.Stls ? RawPop3.OverGreeted(pipe) : await RawPop3.OverAsync(pipe);
            var messages = await FetchAllAsync(session, errand);
            using var time = new CancellationTokenSource(TimeSpan.FromSeconds(20));
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
