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

    /// <summary>Asks for them; null where the server does not know CAPA or does not end its answer.</summary>
    public static async Task<CapabilitySet?> AskAsync(Pop3Conversation conversation, CancellationToken cancellation)
    {
        var answer = await conversation.AskListAsync("CAPA", ReadLimits.CapabilityLines, cancellation);
        return answer.IsWhole ? new CapabilitySet(answer.Lines) : null;
    }
}
