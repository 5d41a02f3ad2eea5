using Restante.Logs.Input;
using Restante.Logs.Lines;

namespace Restante.Cli.Commands.Logs;

/// <summary>The files that were named, as sources.</summary>
internal static class LogFiles
{
    public const string StandardInput = "-";

    /// <param name="names">Paths; - is standard input.</param>
    /// <param name="grow">They are followed.</param>
    /// <param name="time">Dates what has no date.</param>
    /// <exception cref="Failure">Nothing was named, and nothing is piped in.</exception>
    public static IReadOnlyList<LogSource> Find(IReadOnlyList<string> names, bool grow, TimeProvider time)
    {
        if (names.Count == 0)
        {
            return Console.IsInputRedirected
                ? [Input(time)]
                : throw new Failure(ExitCode.Usage, "no log was named", "restante logs FILE…, or - for standard input");
        }

        // Twice the same file would be every session twice.
        return [.. names.Distinct().Select(n => n == StandardInput ? Input(time) : Of(n, grow, time))];
    }

    private static LogSource Input(TimeProvider time) =>
        new(StandardInput, time.GetUtcNow(), Console.OpenStandardInput) { IsReopenable = false };

    private static LogSource Of(string name, bool grows, TimeProvider time)
    {
        var file = new FileInfo(name);
        var regular = file.Exists && !file.Attributes.HasFlag(FileAttributes.Directory) && !file.Attributes.HasFlag(FileAttributes.Device);
        return new LogSource(
            SafeText.Of(System.Text.Encoding.UTF8.GetBytes(name)),
            file.Exists ? new DateTimeOffset(file.LastWriteTimeUtc) : time.GetUtcNow(),
            () => Open(name))
        {
            Length = regular ? file.Length : 0,

            // A named pipe is empty, and can be opened once; a log that has just been rotated is empty, too.
            IsReopenable = regular && (grows || file.Length > 0),
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
