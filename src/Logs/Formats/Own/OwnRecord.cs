using System.Buffers.Text;
using System.Text.Json;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Own;

/// <summary>One of our records as it was read, in either form; used again for the next. docs/manual/records.md is the contract.</summary>
internal sealed class OwnRecord
{
    private const int MostFields = 40;

    private readonly (int Key, int KeyLength, int Value, int ValueLength)[] _fields = new (int, int, int, int)[MostFields];
    private byte[] _octets = new byte[4096];
    private int _used, _count;

    public LogTime Time { get; private set; }

    /// <summary>A field's value; empty when it is not there, and for "-" and null: there is none.</summary>
    public ReadOnlySpan<byte> this[ReadOnlySpan<byte> key]
    {
        get
        {
            for (var i = 0; i < _count; i++)
            {
                var field = _fields[i];
                if (_octets.AsSpan(field.Key, field.KeyLength).SequenceEqual(key))
                {
                    var value = _octets.AsSpan(field.Value, field.ValueLength);
                    return value.SequenceEqual("-"u8) ? default : value;
                }
            }

            return default;
        }
    }

    public ReadOnlySpan<byte> Session => this["session"u8];

    public ReadOnlySpan<byte> Event => this["event"u8];

    public long? Number(ReadOnlySpan<byte> key) => Utf8Parser.TryParse(this[key], out long number, out _) ? number : null;

    public double? Seconds(ReadOnlySpan<byte> key) => Utf8Parser.TryParse(this[key], out double number, out _) && double.IsFinite(number) ? number : null;

    /// <summary><c>7/2379188</c></summary>
    public Amount? Amount(ReadOnlySpan<byte> key)
    {
        var value = this[key];
        return Utf8Parser.TryParse(value, out long count, out var used) && used < value.Length && value[used] == '/'
            && Utf8Parser.TryParse(value[(used + 1)..], out long octets, out _)
            ? new Amount(count, octets)
            : null;
    }

    /// <summary><c>TIME NODE SESSION EVENT key=value …</c>, or a transcript's <c>TIME NODE SESSION « line</c>.</summary>
    public bool TryText(ReadOnlySpan<byte> line, LogTime time, int afterTime)
    {
        (_used, _count, Time) = (0, 0, time);
        var rest = line[afterTime..];
        if (!Word(ref rest, out var node) || !Word(ref rest, out var session) || rest.IsEmpty)
        {
            return false;
        }

        Add("node"u8, node);
        Add("session"u8, session);
        if (rest.StartsWith("« "u8) || rest.StartsWith("» "u8))
        {
            Add("event"u8, "transcript"u8);
            Add("mark"u8, rest[..2]);
            Add("line"u8, rest[3..]);
            return true;
        }

        var blank = rest.IndexOf((byte)' ');
        Add("event"u8, blank < 0 ? rest : rest[..blank]);
        rest = blank < 0 ? default : rest[(blank + 1)..];
        while (!rest.IsEmpty)
        {
            var equals = rest.IndexOf((byte)'=');
            if (equals <= 0 || equals + 1 > rest.Length)
            {
                return false;
            }

            var key = rest[..equals];
            rest = rest[(equals + 1)..];
            if (rest.StartsWith("\""u8))
            {
                if (!Quoted(key, ref rest))
                {
                    return false;
                }
            }
            else
            {
                var end = rest.IndexOf((byte)' ');
                Add(key, end < 0 ? rest : rest[..end]);
                rest = end < 0 ? default : rest[(end + 1)..];
            }
        }

        return true;
    }

    /// <summary>The same as one JSON object.</summary>
    public bool TryJson(ReadOnlySpan<byte> line, LineClock clock)
    {
        (_used, _count, Time) = (0, 0, default);
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.ValueSpan;
                if (!reader.Read() || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    return false;
                }

                if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
                {
                    Span<byte> plain = new byte[reader.ValueSpan.Length];
                    Add(key, plain[..reader.CopyString(plain)]);
                }
                else if (reader.TokenType != JsonTokenType.Null)
                {
                    Add(key, reader.ValueSpan);
                }
            }

            // Cut off or followed by something: not one of ours.
            if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        if (clock.TryRead(this["time"u8], out var time, out _))
        {
            Time = time;
        }

        return !Session.IsEmpty || !Event.IsEmpty;
    }

    private static bool Word(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var blank = rest.IndexOf((byte)' ');
        word = blank < 0 ? default : rest[..blank];
        rest = blank < 0 ? rest : rest[(blank + 1)..];
        return blank > 0;
    }

    // \" and \\ are undone; \xNN stays as it is, for it would have to be escaped again.
    private bool Quoted(ReadOnlySpan<byte> key, ref ReadOnlySpan<byte> rest)
    {
        Span<byte> value = rest.Length <= 1024 ? stackalloc byte[rest.Length] : new byte[rest.Length];
        var (length, at) = (0, 1);
        for (; at < rest.Length && rest[at] != '"'; at++)
        {
            if (rest[at] == '\\' && at + 1 < rest.Length && rest[at + 1] is (byte)'"' or (byte)'\\')
            {
                at++;
            }

            value[length++] = rest[at];
        }

        if (at >= rest.Length)
        {
            return false;
        }

        Add(key, value[..length]);
        rest = rest[(at + 1)..].TrimStart((byte)' ');
        return true;
    }

    private void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_count == MostFields)
        {
            return;
        }

        var needed = _used + key.Length + value.Length;
        if (needed > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(needed, 2 * _octets.Length));
        }

        key.CopyTo(_octets.AsSpan(_used));
        value.CopyTo(_octets.AsSpan(_used + key.Length));
        _fields[_count++] = (_used, key.Length, _used + key.Length, value.Length);
        _used = needed;
    }
}
