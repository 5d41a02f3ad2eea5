using System.Text;
using Restante.Client.Wire;
using Restante.Protocol.Transcript;

namespace Restante.Client;

/// <summary>What CAPA promised (RFC 2449 §5): names and arguments in capitals, each line once.</summary>
public sealed class CapabilitySet
{
    private readonly Dictionary<string, string[]> _lines = new(StringComparer.Ordinal);

    public CapabilitySet(IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        foreach (var line in lines)
        {
            var words = Encoding.ASCII.GetString(line.Span).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                _lines.TryAdd(words[0].ToUpperInvariant(), words[1..]);
            }
        }

        Shown = [.. lines.Select(l => ClientLine.Escape(l.Span)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The lines as they may be shown, sorted.</summary>
    public IReadOnlyList<string> Shown { get; }

    public IReadOnlyCollection<string> Names => _lines.Keys;

    /// <summary>The SASL line's mechanisms, in capitals, in the server's order.</summary>
    public IReadOnlyList<string> Mechanisms => [.. Arguments("SASL").Select(m => m.ToUpperInvariant())];

    public bool Has(string name) => _lines.ContainsKey(name);

    /// <summary>What stands behind a name; empty where nothing does, or the name is not there.</summary>
    public IReadOnlyList<string> Arguments(string name) => _lines.GetValueOrDefault(name) ?? [];

    /// <summary>Of the lines of an answer, without stuffing and terminator.</summary>
    public static CapabilitySet Parse(ReadOnlyMemory<byte> lines)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        while (found.Count < ReadLimits.CapabilityLines && lines.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var line = lines[..end];
            found.Add(line.Span.EndsWith("\r"u8) ? line[..^1] : line);
            lines = lines[(end + 1)..];
        }

        return new CapabilitySet(found);
    }

    /// <summary>Asks for them; null where the server does not know CAPA. Of an answer without its end what came is taken.</summary>
    public static async Task<CapabilitySet?> AskAsync(Pop3Conversation conversation, CancellationToken cancellation) =>
        Of(await conversation.AskListAsync("CAPA", ReadLimits.CapabilityLines, cancellation));

    /// <summary>What an answer to CAPA promises; null where it is none.</summary>
    public static CapabilitySet? Of(MultiLine answer) => answer.Status.IsOk && (answer.IsWhole || answer.Lines.Count > 0) ? new CapabilitySet(answer.Lines) : null;
}
