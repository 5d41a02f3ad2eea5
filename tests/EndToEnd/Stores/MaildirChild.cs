using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;

namespace Restante.EndToEnd.Stores;

/// <summary>A second process that uses a Maildir, and may be told where to die.</summary>
internal static class MaildirChild
{
    public const string Deliver = "deliver";
    public const string Remove = "remove";
    public const string Hold = "hold";
    public const string DeliverOn = "deliver-on";

    /// <summary>In the child: does what it is told with ann's maildrop below the root.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var store = TempMaildir.Store(args[1], NullLogger<MaildirStore>.Instance);
        if (args[0] == Deliver)
        {
            using var message = new MemoryStream("delivered\n"u8.ToArray());
            await store.DeliverAsync(TempMaildir.Ann, message, default);
            return 0;
        }

        if (args[0] == DeliverOn)
        {
            await DeliverOnAsync(store);
            return 0;
        }

        var outcome = await store.OpenAsync(TempMaildir.Ann, TempMaildir.Holder, default);
        await using var maildrop = ((OpenOutcome.Opened)outcome).Maildrop;
        if (args[0] == Remove)
        {
            await maildrop.RemoveAsync([.. Enumerable.Range(1, maildrop.Messages.Count).Select(number => new MessageNumber(number))]);
            return 0;
        }

        await Console.Out.WriteLineAsync("held");
        _ = await Console.In.ReadLineAsync();
        return 0;
    }

    /// <summary>
    /// Delivers until its input ends, and says of each message, once it is stored, what it is called: as fast as it can,
    /// and between bursts as long as nothing as a clock's ticks take.
    /// </summary>
    private static async Task DeliverOnAsync(MaildirStore store)
    {
        var random = new Random(1);
        var stopped = Console.In.ReadLineAsync();
        while (!stopped.IsCompleted)
        {
            for (var burst = random.Next(1, 20); burst > 0; burst--)
            {
                using var message = new MemoryStream("delivered\n"u8.ToArray());
                await Console.Out.WriteLineAsync((await store.DeliverAsync(TempMaildir.Ann, message, default)).UniqueId);
            }

            var pause = Stopwatch.StartNew();
            for (var length = random.Next(25_000); pause.Elapsed.TotalMicroseconds < length && !stopped.IsCompleted;)
            {
                Thread.Yield();
            }
        }
    }

    public static Process Start(string what, string root, string? faultPoint = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(MaildirChild).Assembly.Location, what, root])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment[FaultPoint.Variable] = faultPoint;
        return Process.Start(start)!;
    }

    /// <summary>Runs the child until it dies at the fault point.</summary>
    public static async Task DieAsync(string what, string root, string faultPoint)
    {
        using var child = Start(what, root, faultPoint);
        await child.WaitForExitAsync();
        Assert.Equal(128 + 9, child.ExitCode);
    }
}
