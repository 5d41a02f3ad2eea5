using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Restante.Logs;

/// <summary>One of our records, in its two forms. docs/manual/records.md is its contract.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Node">Which machine.</param>
/// <param name="Session">Which session; "-" for the server itself.</param>
/// <param name="Event">The event's stable name.</param>
/// <param name="Fields">What else, in order.</param>
public readonly record struct LogRecord(
    DateTimeOffset Time, string Node, string Session, string Event, IReadOnlyList<KeyValuePair<string, object?>> Fields);

/// <summary>Records to octets, one line each.</summary>
public static class RecordWriter
{
    /// <summary>A value longer than this is cut. What a client sent is cut to 256 octets before it comes here.</summary>
    public const int MaxValueLength = 4096;

    /// <summary>Transcript lines carry this in place of an event and fields.</summary>
    public const string TranscriptEvent = "transcript";

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>TIME NODE SESSION EVENT key=value …</c></summary>
    public static void WriteText(IBufferWriter<byte> output, in LogRecord record)
    {
        var line = new StringBuilder(256);
        line.Append(Time(record.Time)).Append(' ').Append(record.Node).Append(' ').Append(record.Session);
        if (string.Equals(record.Event, TranscriptEvent, StringComparison.Ordinal))
        {
            // « from the client, » from the server; the text stands as it is, escaped by who wrote it.
            line.Append(' ').Append(Find(record, "mark")).Append(' ').Append(Find(record, "line"));
        }
        else
        {
            line.Append(' ').Append(record.Event);
            foreach (var (key, value) in record.Fields)
            {
                line.Append(' ').Append(key).Append('=');
                AppendValue(line, Text(value));
            }
        }

        Encoding.UTF8.GetBytes(line.Append('\n').ToString(), output);
    }

    /// <summary>The same keys as one JSON object.</summary>
    public static void WriteJson(IBufferWriter<byte> output, in LogRecord record)
    {
        using (var json = new Utf8JsonWriter(output, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("time", Time(record.Time));
            json.WriteString("node", record.Node);
            json.WriteString("session", record.Session);
            json.WriteString("event", record.Event);
            foreach (var (key, value) in record.Fields)
            {
                WriteJsonValue(json, key, value);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteJsonValue(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case int number: json.WriteNumber(key, number); break;
            case long number: json.WriteNumber(key, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(key, Math.Round(number, 3)); break;
            case bool flag: json.WriteBoolean(key, flag); break;
            case null: json.WriteNull(key); break;
            default: WriteJsonText(json, key, Cut(Text(value))); break;
        }
    }

    // A relaxed encoder leaves marks that turn the direction of text as they are.
    private static void WriteJsonText(Utf8JsonWriter json, string key, string value)
    {
        if (value.EnumerateRunes().Any(IsUnsafe))
        {
            json.WriteString(key, JsonEncodedText.Encode(value, JavaScriptEncoder.Default));
        }
        else
        {
            json.WriteString(key, value);
        }
    }

    private static string Find(in LogRecord record, string key) =>
        Text(record.Fields.FirstOrDefault(f => string.Equals(f.Key, key, StringComparison.Ordinal)).Value);

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Text(object? value) => value switch
    {
        null => "-",
        double number => number.ToString("0.000", CultureInfo.InvariantCulture),
        DateTimeOffset time => Time(time),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };

    // Not between the halves of a character.
    private static string Cut(string value) => value.Length <= MaxValueLength
        ? value
        : value[..(char.IsHighSurrogate(value[MaxValueLength - 1]) ? MaxValueLength - 1 : MaxValueLength)] + "…";

    /// <summary>
    /// A value without spaces, quotes and control characters stands as it is; any other stands in quotes with
    /// <c>\"</c>, <c>\\</c> and <c>\xNN</c>, so that no value can end a line or look like another field.
    /// </summary>
    private static void AppendValue(StringBuilder line, string value)
    {
        value = Cut(value);
        if (value.Length > 0 && !value.EnumerateRunes().Any(r => r.Value is <= ' ' or '"' or '\\' or '=' || IsUnsafe(r)))
        {
            line.Append(value);
            return;
        }

        line.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                line.Append('\\').Append((char)rune.Value);
            }
            else if (IsUnsafe(rune))
            {
                line.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            }
            else
            {
                line.Append(rune.ToString());
            }
        }

        line.Append('"');
    }

    // Controls, what is not seen, and marks that turn the direction of text on a terminal.
    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
