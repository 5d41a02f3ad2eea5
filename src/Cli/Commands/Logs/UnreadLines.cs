using Restante.Logs.Lines;

namespace Restante.Cli.Commands.Logs;

/// <summary>Lines that no format understands: counted, and listed when asked, with what may be a secret in them blanked.</summary>
internal sealed class UnreadLines(TextWriter output, string[] files, bool lists)
{
    public long Count { get; private set; }

    public void Add(LineSource source, ReadOnlySpan<byte> line)
    {
        Count++;
        if (lists)
        {
            output.WriteLine($"{files[source.File]}:{source.Line}: {SecretWords.Blank(line)}");
        }
    }
}
