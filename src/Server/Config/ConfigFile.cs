using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Restante.Server.Config;

/// <summary>Reads <c>restante.json</c>: JSON with comments and trailing commas, each value with its line and column.</summary>
internal ref struct ConfigFile
{
    /// <summary>Ours are a few kilobytes; a file of this size is some other file.</summary>
    public const int MaxLength = 1 << 20;

    private static readonly JsonReaderOptions Dialect = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly ReadOnlySpan<byte> _json;
    private readonly string _path;
    private readonly string _folder;
    private readonly ConfigProblems _problems;
    private Utf8JsonReader _reader;

    private ConfigFile(ReadOnlySpan<byte> json, string path, ConfigProblems problems)
    {
        _json = json;
        _path = path;
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        _problems = problems;
        _reader = new Utf8JsonReader(json, Dialect);
    }

    /// <summary>Null when the text is no JSON object: then there is one problem, the first place that cannot be read.</summary>
    public static ConfigObject? Parse(ReadOnlySpan<byte> json, string path, ConfigProblems problems)
    {
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        var file = new ConfigFile(json, path, problems);
        return file.ParseRoot();
    }

    private ConfigObject? ParseRoot()
    {
        if (_json.Length > MaxLength)
        {
            _problems.Error(At(0), "", $"the file has more octets than a configuration can have ({MaxLength})");
            return null;
        }

        if (_json.Trim(" \t\r\n"u8).IsEmpty)
        {
            _problems.Error(At(0), "", "the file is empty", "a configuration is a JSON object: {} is one in which the defaults hold");
            return null;
        }

        if (!Utf8.IsValid(_json))
        {
            _problems.Error(At(0), "", "the file is not UTF-8");
            return null;
        }

        try
        {
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                _problems.Error(At(_reader.TokenStartIndex), "", "a configuration is a JSON object", "start it with { and end it with }");
                return null;
            }

            var root = ReadObject("");
            _reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            // Its line counts from 0 and its column in octets; the message repeats both, after the first sentence.
            var sentence = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is >= 0 and var cut ? e.Message[..cut] : e.Message;
            // A remark that ends in CR alone is a line for it, and for no editor.
            var hasLoneCr = _json.Count((byte)'\r') != _json.Count("\r\n"u8);
            var origin = hasLoneCr ? At(_reader.BytesConsumed) : new ConfigOrigin(_path, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, _folder);
            _problems.Error(origin, "", "not JSON: " + sentence.TrimEnd('.'));
            return null;
        }
    }

    private ConfigNode ReadValue(string key)
    {
        var origin = At(_reader.TokenStartIndex);
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(key),
            JsonTokenType.StartArray => ReadArray(key),
            JsonTokenType.String => new ConfigScalar(origin, ScalarKind.Text, ReadText(key)),
            JsonTokenType.Number => new ConfigScalar(origin, ScalarKind.Number, Encoding.UTF8.GetString(_reader.ValueSpan)),
            JsonTokenType.True => new ConfigScalar(origin, ScalarKind.Switch, "true"),
            JsonTokenType.False => new ConfigScalar(origin, ScalarKind.Switch, "false"),
            _ => new ConfigScalar(origin, ScalarKind.Null, "null"),
        };
    }

    private ConfigObject ReadObject(string key)
    {
        var result = new ConfigObject(At(_reader.TokenStartIndex));
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameOrigin = At(_reader.TokenStartIndex);
            var name = ReadText(key);
            var memberKey = key.Length == 0 ? name : $"{key}.{name}";
            _reader.Read();
            var value = ReadValue(memberKey);

            // JSON readers keep the last of two; the operator who changes the first then wonders.
            if (result.Members.Find(m => m.Name == name) is { } first)
            {
                _problems.Error(nameOrigin, memberKey, $"is set twice; first on line {first.NameOrigin.Line}", "remove one of them");
                continue;
            }

            result.Members.Add(new ConfigMember(name, nameOrigin, value));
        }

        return result;
    }

    private ConfigArray ReadArray(string key)
    {
        var result = new ConfigArray(At(_reader.TokenStartIndex));
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            result.Items.Add(ReadValue($"{key}[{result.Items.Count}]"));
        }

        return result;
    }

    private string ReadText(string key)
    {
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            _problems.Error(At(_reader.TokenStartIndex), key, "half a surrogate pair is no character");
            return "";
        }
    }

    private readonly ConfigOrigin At(long offset)
    {
        var before = _json[..(int)offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new ConfigOrigin(_path, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1, _folder);
    }
}
