using System.Text.Json;
using System.Text.Unicode;

namespace Restante.Server.Auth.OAuth;

/// <summary>JSON from outside, in which every name and text can be read: what two readers may understand differently is refused.</summary>
internal static class StrictJson
{
    /// <exception cref="JsonException">It is none; or it is nested too deeply, has a name twice, or holds half a character.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, int maxDepth)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new JsonException("it is not UTF-8");
        }

        try
        {
            // Half a surrogate pair is found by .NET only where a text is read, and is then no fault of the JSON's but of the reader's.
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("it holds half a surrogate pair", e);
        }

        return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
    }
}
