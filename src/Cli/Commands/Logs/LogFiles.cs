using Restante.Logs.Input;
using Restante.Logs.Lines;
using Restante.Server.Files;

namespace Restante.Cli.Commands.Logs;

/// <summary>The files that were named, as sources.</summary>
internal static class LogFiles
{
    public const string StandardInput = "-";

    /// <param name="names">Paths; - is standard input.</param>
    /// <param name="grow">They are followed.</param>
    /// <param name="time">Dates what has no date.</param>
    /// <param name="idle">Called while a pipe is silent.</param>
    /// <param name="stop">Ends the wait for a pipe.</param>
    /// <exception cref="Failure">Nothing was named, and nothing is piped in.</exception>
    public static IReadOnlyList<LogSource> Find(IReadOnlyList<string> names, bool grow, TimeProvider time, Action idle, CancellationToken stop)
    {
        if (names.Count == 0)
        {
            return Console.IsInputRedirected
                ? [Input(grow, time, idle, stop)]
                : throw new Failure(ExitCode.Usage, "no log was named", "restante logs FILE…, or - for standard input");
        }

        // Twice the same file would be every session twice.
        return [.. names.Distinct().Select(n => n == StandardInput ? Input(grow, time, idle, stop) : Of(n, grow, time, idle, stop))];
    }

    private static LogSource Input(bool grows, TimeProvider time, Action idle, CancellationToken stop) => grows
        ? Followed(StandardInput, time, StandardStreams.OpenInput, comesBack: false)
        : new(StandardInput, time.GetUtcNow(), () => new LiveStream(StandardStreams.OpenInput, idle, stop)) { IsReopenable = false };

    private static LogSource Followed(string name, TimeProvider time, Func<Stream> open, bool comesBack)
    {
        PumpedStream? pipe = null;
        return new LogSource(name, time.GetUtcNow(), () => pipe = new PumpedStream(open, comesBack))
        {
            IsReopenable = false,
            IsAtEnd = () => pipe is { IsAtEnd: true },
        };
    }

    private static LogSource Of(string name, bool grows, TimeProvider time, Action idle, CancellationToken stop)
    {
        var shown = SafeText.Of(System.Text.Encoding.UTF8.GetBytes(name));
        if (grows && NamedPipe.Is(name))
        {
            // What a shell makes of <(…) is there as long as its one writer.
            var isShells = name.StartsWith("/dev/fd/", StringComparison.Ordinal) || name.StartsWith("/proc/", StringComparison.Ordinal);
            return Followed(shown, time, () => Open(name), comesBack: !isShells);
        }

        var file = new FileInfo(name);
        var regular = file.Exists && !file.Attributes.HasFlag(FileAttributes.Directory) && !file.Attributes.HasFlag(FileAttributes.Device);

        // A named pipe is empty, and can be opened once; a log that has just been rotated is empty, too.
        var mayBePipe = file.Exists && !file.Attributes.HasFlag(FileAttributes.Directory) && !grows && file.Length == 0;
        return new LogSource(
            shown,
            file.Exists ? new DateTimeOffset(file.LastWriteTimeUtc) : time.GetUtcNow(),
            () => mayBePipe ? new LiveStream(() => Open(name), idle, stop) : Open(name))
        {
            Length = regular ? file.Length : 0,
            IsReopenable = regular && !mayBePipe,
        };
    }

    private static FileStream Open(string name)
    {
        if (Directory.Exists(name))
        {
            throw new IOException("it is a folder; name the files in it");
        }

        try
        {
            return new FileStream(name, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException("there is no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException("it may not be read; run as its owner, as root, or in the group adm", e);
        }
    }
}
