using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Restante.Logs;
using Restante.Unit.Protocol;

namespace Restante.Unit.Logs;

public sealed class RecordWriterTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 11, 15, 3, 120, TimeSpan.FromHours(1));

    [Fact]
    public void A_record_is_one_line_of_keys_and_values() => Assert.Equal(
        "2026-11-21T10:15:03.120Z pop-01 7f3c9a session-end user=ann octets=2379188 seconds=29.120 tls=-\n",
        WrittenText(new("user", "ann"), new("octets", 2379188L), new("seconds", 29.12), new("tls", null)));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("ann", "ann")]
    [InlineData("zoë", "zoë")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("x end=quit", "\"x end=quit\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"x\"", "\"say \\\"x\\\"\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("a\r\nb", "\"a\\x0d\\x0ab\"")]
    [InlineData("a\x7f\x1b", "\"a\\x7f\\x1b\"")]
    [InlineData("a\u0085\u2028\u2029\u202e\u2066", "\"a\\x85\\x2028\\x2029\\x202e\\x2066\"")]
    [InlineData("a\u00ad\u200b\U000e0041😀", "\"a\\xad\\x200b\\xe0041😀\"")]
    public void A_value_that_could_be_taken_for_something_else_stands_in_quotes(string value, string expected) =>
        Assert.Equal($"2026-11-21T10:15:03.120Z pop-01 7f3c9a session-end user={expected}\n", WrittenText(new KeyValuePair<string, object?>("user", value)));

    [Fact]
    public void No_value_can_forge_a_line_or_a_field() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), value =>
    {
        var line = WrittenText(new("user", value + " end=quit\n\"x"), new("end", "idle-timeout"));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal(["user", "end"], Keys(line));
    }).Hold();

    [Fact]
    public void A_long_value_is_cut_and_is_still_text()
    {
        foreach (var shift in new[] { "", "x" })
        {
            var value = shift + string.Concat(Enumerable.Repeat("😀", RecordWriter.MaxValueLength));
            var text = WrittenText(new KeyValuePair<string, object?>("message", value));
            Assert.InRange(text.Length, RecordWriter.MaxValueLength, RecordWriter.MaxValueLength + 200);
            Assert.DoesNotContain('\uFFFD', text);
            var json = Parsed(new KeyValuePair<string, object?>("message", value)).GetProperty("message").GetString();
            Assert.EndsWith("😀…", json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void JSON_has_the_same_keys_and_the_values_themselves()
    {
        var json = Parsed(new("user", "zoë \"x\"\r\n\u2028"), new("octets", 5_000_000_000L), new("dele", 7), new("seconds", 29.1204), new("tls", null), new("since", Time));
        Assert.Equal(
            ["time", "node", "session", "event", "user", "octets", "dele", "seconds", "tls", "since"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("2026-11-21T10:15:03.120Z", json.GetProperty("time").GetString());
        Assert.Equal("zoë \"x\"\r\n\u2028", json.GetProperty("user").GetString());
        Assert.Equal(5_000_000_000L, json.GetProperty("octets").GetInt64());
        Assert.Equal(7, json.GetProperty("dele").GetInt32());
        Assert.Equal(29.12, json.GetProperty("seconds").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("tls").ValueKind);
        Assert.Equal("2026-11-21T10:15:03.120Z", json.GetProperty("since").GetString());
    }

    [Fact]
    public void Marks_that_turn_text_are_escaped_in_JSON_too()
    {
        var output = new ArrayBufferWriter<byte>();
        RecordWriter.WriteJson(output, new LogRecord(Time, "pop-01", "7f3c9a", "login-failed", [new("user", "a\u202eb\\c")]));
        Assert.Contains("\"user\":\"a\\u202Eb\\\\c\"", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_value_comes_back_from_JSON_as_it_was() => Prop.ForAll(OctetsArb.Any, octets =>
    {
        var value = Encoding.UTF8.GetString(octets) + Encoding.Latin1.GetString(octets);
        Assert.Equal(value, Parsed(new KeyValuePair<string, object?>("user", value)).GetProperty("user").GetString());
    }).Hold();

    [Fact]
    public void Half_a_character_does_not_stop_the_log()
    {
        Assert.Contains("user=", WrittenText(new KeyValuePair<string, object?>("user", "\ud83d")), StringComparison.Ordinal);
        Assert.Equal("\ufffd", Parsed(new KeyValuePair<string, object?>("user", "\ud83d")).GetProperty("user").GetString());
    }

    [Fact]
    public void Not_a_number_does_not_stop_the_log()
    {
        Assert.Contains("seconds=NaN", WrittenText(new KeyValuePair<string, object?>("seconds", double.NaN)), StringComparison.Ordinal);
        Assert.Equal("NaN", Parsed(new KeyValuePair<string, object?>("seconds", double.NaN)).GetProperty("seconds").GetString());
    }

    [Fact]
    public void A_line_of_a_transcript_stands_as_it_is()
    {
        var record = new LogRecord(Time, "pop-01", "7f3c9a", RecordWriter.TranscriptEvent, [new("mark", '»'), new("line", "+OK 7 messages (2379188 octets)")]);
        var output = new ArrayBufferWriter<byte>();
        RecordWriter.WriteText(output, record);
        Assert.Equal("2026-11-21T10:15:03.120Z pop-01 7f3c9a » +OK 7 messages (2379188 octets)\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static string WrittenText(params KeyValuePair<string, object?>[] fields)
    {
        var output = new ArrayBufferWriter<byte>();
        RecordWriter.WriteText(output, new LogRecord(Time, "pop-01", "7f3c9a", "session-end", fields));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonElement Parsed(params KeyValuePair<string, object?>[] fields)
    {
        var output = new ArrayBufferWriter<byte>();
        RecordWriter.WriteJson(output, new LogRecord(Time, "pop-01", "7f3c9a", "session-end", fields));
        Assert.Equal(output.WrittenCount - 1, output.WrittenSpan.IndexOf((byte)'\n'));
        return JsonSerializer.Deserialize<JsonElement>(output.WrittenSpan);
    }

    /// <summary>The keys as a reader of logs sees them: words with a =, quoted values skipped.</summary>
    private static List<string> Keys(string line)
    {
        var keys = new List<string>();
        var at = line.IndexOf("session-end", StringComparison.Ordinal) + "session-end".Length;
        while (at < line.Length && line[at] == ' ')
        {
            var equals = line.IndexOf('=', at);
            keys.Add(line[(at + 1)..equals]);
            at = equals + 1;
            if (line[at] != '"')
            {
                at = line.IndexOfAny([' ', '\n'], at);
                continue;
            }

            for (at++; line[at] != '"'; at++)
            {
                at += line[at] == '\\' ? 1 : 0;
            }

            at++;
        }

        return keys;
    }
}
