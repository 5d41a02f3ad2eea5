using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Restante.Logs.Lines;

namespace Restante.Logs.Sessions;

/// <summary>A session as one JSON object on one line. Its keys are a contract: docs/manual/logs.md.</summary>
public sealed class SessionJson(IReadOnlyList<string> files) : IDisposable
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // Looked through once, not once a session.
    private static readonly JsonEncodedText FormatKey = Key("format"), IdKey = Key("id"), UserKey = Key("user"), AddressKey = Key("address");
    private static readonly JsonEncodedText StartKey = Key("start"), EndKey = Key("end"), SecondsKey = Key("seconds"), TlsKey = Key("tls");
    private static readonly JsonEncodedText MechanismKey = Key("mechanism"), LoginKey = Key("login"), RetrKey = Key("retr"), TopKey = Key("top");
    private static readonly JsonEncodedText DeleKey = Key("dele"), RemovedKey = Key("removed"), MaildropKey = Key("maildrop"), EndedKey = Key("ended");
    private static readonly JsonEncodedText FindingsKey = Key("findings"), SourceKey = Key("source"), FileKey = Key("file"), LineKey = Key("line");
    private static readonly JsonEncodedText CountKey = Key("count"), OctetsKey = Key("octets");

    private readonly Utf8JsonWriter _json = new(Stream.Null, Form);

    public void Write(IBufferWriter<byte> output, Session session)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString(FormatKey, session.Format);
        _json.WriteString(IdKey, session.Id);
        _json.WriteString(UserKey, session.User);
        _json.WriteString(AddressKey, session.Address);
        WriteTime(StartKey, session.Start);
        WriteTime(EndKey, session.End);
        WriteNumber(SecondsKey, session.Seconds);
        _json.WriteString(TlsKey, session.Tls);
        _json.WriteString(MechanismKey, session.Mechanism);
        _json.WriteString(LoginKey, session.Login switch { Login.Ok => "ok"u8, Login.Failed => "failed"u8, _ => "none"u8 });
        WriteAmount(RetrKey, session.Retr);
        WriteAmount(TopKey, session.Top);
        WriteNumber(DeleKey, session.Dele);
        WriteNumber(RemovedKey, session.Removed);
        WriteAmount(MaildropKey, session.Maildrop);
        _json.WriteString(EndedKey, session.Ended.Name());
        _json.WriteStartArray(FindingsKey);
        foreach (var finding in session.Findings)
        {
            _json.WriteStringValue(finding);
        }

        _json.WriteEndArray();
        _json.WriteStartObject(SourceKey);
        _json.WriteString(FileKey, files[session.First.File]);
        _json.WriteNumber(LineKey, session.First.Line);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private static JsonEncodedText Key(string name) => JsonEncodedText.Encode(name);

    private void WriteTime(JsonEncodedText key, LogTime time)
    {
        if (time.IsKnown)
        {
            Span<byte> text = stackalloc byte[LogTime.Longest];
            _json.WriteString(key, text[..time.Write(text)]);
        }
        else
        {
            _json.WriteNull(key);
        }
    }

    private void WriteNumber(JsonEncodedText key, double? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(key, number);
        }
        else
        {
            _json.WriteNull(key);
        }
    }

    private void WriteNumber(JsonEncodedText key, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(key, number);
        }
        else
        {
            _json.WriteNull(key);
        }
    }

    private void WriteAmount(JsonEncodedText key, Amount? amount)
    {
        if (amount is not { } known)
        {
            _json.WriteNull(key);
            return;
        }

        _json.WriteStartObject(key);
        WriteNumber(CountKey, known.Count);
        WriteNumber(OctetsKey, known.Octets);
        _json.WriteEndObject();
    }
}
