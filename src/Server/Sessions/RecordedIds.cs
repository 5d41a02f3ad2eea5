using System.Text;

namespace Restante.Server.Sessions;

/// <summary>Unique-ids as records name them: joined by commas, so many in a record that none of them is cut off.</summary>
internal static class RecordedIds
{
    // 50 of the longest are 3,549 octets; a record's value is cut at 4,096.
    private const int InOneRecord = 50;

    public static IEnumerable<string> Of(IEnumerable<string> ids)
    {
        var text = new StringBuilder();
        foreach (var chunk in ids.Chunk(InOneRecord))
        {
            yield return text.AppendJoin(',', chunk).ToString();
            text.Clear();
        }
    }
}
