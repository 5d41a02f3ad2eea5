using Restante.Client.Wire;

namespace Restante.Cli.Commands.Talk;

/// <summary>Keeps a session's transcript in a file, line by line, from the moment it is opened.</summary>
internal sealed class TranscriptFile : IDisposable
{
    private StreamWriter? _writer;

    /// <param name="path">Is overwritten.</param>
    /// <param name="before">What was said so far.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Open(string path, IEnumerable<TranscriptLine> before)
    {
        var writer = new StreamWriter(path) { AutoFlush = true };
        _writer?.Dispose();
        _writer = writer;
        foreach (var line in before)
        {
            writer.WriteLine(line);
        }
    }

    public void Add(TranscriptLine line) => _writer?.WriteLine(line);

    public void Dispose() => _writer?.Dispose();
}
