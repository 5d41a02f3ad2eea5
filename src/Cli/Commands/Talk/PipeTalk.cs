using System.Buffers;
using System.IO.Pipelines;
using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Talk;

/// <summary>
/// A session by a script: commands from standard input as they are, each sent when the one before it is answered;
/// answers to standard output as they are.
/// </summary>
internal sealed class PipeTalk(TalkParts parts)
{
    /// <summary>An answer was no +OK.</summary>
    private const int Refused = 1;

    /// <summary>More than any server takes in one line (RFC 5034 §4 sets no limit to a SASL response).</summary>
    private const int LongestLine = 1024 * 1024;

    private TalkSession Session => parts.Session;

    public async Task<int> RunAsync(Stream input, CancellationToken cancellation)
    {
        using var output = new PipeOutput(Console.OpenStandardOutput(), escape: !Console.IsOutputRedirected);
        output.Status(null, Session.Opened.Greeting!);
        if (Session.Opened.Greeting!.Status == ReplyStatus.Error)
        {
            return Refused;
        }

        foreach (var warning in parts.Warnings)
        {
            Terminal.Complain($"warning: {warning}");
        }

        if (parts.Run.Options is { User: { } user, Password: { } password } && !await LogInAsync(user, password, output, cancellation))
        {
            return Refused;
        }

        var refused = false;
        var lines = PipeReader.Create(input);
        while (!Session.IsOver && await ReadLineAsync(lines, cancellation) is { } octets)
        {
            refused |= !await DoAsync(new TalkLine(octets), output, cancellation);
        }

        return refused ? Refused : ExitCode.Ok;
    }

    private async Task<bool> DoAsync(TalkLine line, PipeOutput output, CancellationToken cancellation)
    {
        if (line.IsOrder && !Session.InExchange)
        {
            return await new TalkOrders(parts, output, Terminal.Complain).DoAsync(line, cancellation);
        }

        if (line.ShowsPassword && parts.Risk is { } risk)
        {
            throw new Failure(ExitCode.NoPermission, $"the password was not sent: {risk}", "--tls, or --ca with the issuer's certificate; --insecure sends it nevertheless");
        }

        var reply = await Session.SayAsync(line, output, cancellation);
        if (!reply.IsWhole)
        {
            throw new Failure(ExitCode.Unavailable, reply.Status.Answered ? $"the answer to {line.Name} has no end" : reply.Status.InWords);
        }

        return reply.Status.Status != ReplyStatus.Ok || line.Name != "STLS" || !Session.IsOver
            ? reply.IsWell
            : throw new Failure(ExitCode.Unavailable, Session.Opened.Why);
    }

    private async Task<bool> LogInAsync(string user, Restante.Protocol.Sasl.Secret password, PipeOutput output, CancellationToken cancellation)
    {
        var attempt = await Session.LogInAsync(user, password, parts.Run.Options.Target.Host, parts.Risk is null, cancellation);
        if (attempt.Reply is { } reply)
        {
            output.Status(null, reply);
        }

        return attempt.IsIn ? true
            : attempt.Reply is null ? throw new Failure(ExitCode.NoPermission, $"not logged in: {attempt.InWords}{(parts.Risk is { } risk ? $" ({risk})" : "")}", "--insecure sends the password nevertheless")
            : false;
    }

    private static async Task<byte[]?> ReadLineAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var end = read.Buffer.PositionOf((byte)'\n');
            if (end is null && !read.IsCompleted && read.Buffer.Length <= LongestLine)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            if (end is null && read.Buffer.IsEmpty)
            {
                return null;
            }

            if (end is null && !read.IsCompleted)
            {
                throw new Failure(ExitCode.Data, "a line of the input is longer than a megabyte");
            }

            var line = (end is { } at ? read.Buffer.Slice(0, at) : read.Buffer).ToArray();
            reader.AdvanceTo(end is { } lineFeed ? read.Buffer.GetPosition(1, lineFeed) : read.Buffer.End);
            return line is [.. var start, (byte)'\r'] ? start : line;
        }
    }
}
