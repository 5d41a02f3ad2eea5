using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Restante.Logs.Sessions;

/// <summary>A session as one JSON object on one line. Its keys are a contract: docs/manual/logs.md.</summary>
public sealed class SessionJson(IReadOnlyList<string> files) : IDisposable
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Utf8JsonWriter _json = new(Stream.Null, Form);

    public void Write(IBufferWriter<byte> output, Session session)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("format"u8, session.Format);
        _json.WriteString("id"u8, session.Id);
        _json.WriteString("user"u8, session.User);
        _json.WriteString("address"u8, session.Address);
        WriteTime("start"u8, session.Start);
        WriteTime("end"u8, session.End);
        WriteNumber("seconds"u8, session.Seconds);
        _json.WriteString("tls"u8, session.Tls);
        _json.WriteString("mechanism"u8, session.Mechanism);
        _json.WriteString("login"u8, session.Login switch { Login.Ok => "ok"u8, Login.Failed => "failed"u8, _ => "none"u8 });
        WriteAmount("retr"u8, session.Retr);
        WriteAmount("top"u8, session.Top);
        WriteNumber("dele"u8, session.Dele);
        WriteNumber("removed"u8, session.Removed);
        WriteAmount("maildrop"u8, session.Maildrop);
        _json.WriteString("ended"u8, session.Ended.Name());
        _json.WriteStartArray("findings"u8);
        foreach (var finding in session.Findings)
        {
            _json.WriteStringValue(finding);
        }

        _json.WriteEndArray();
        _json.WriteStartObject("source"u8);
        _json.WriteString("file"u8, files[session.First.File]);
        _json.WriteNumber("line"u8, session.First.Line);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private void WriteTime(ReadOnlySpan<byte> key, Lines.LogTime time)
    {
        if (time.IsKnown)
        {
            _json.WriteString(key, time.ToString());
        }
        else
        {
            _json.WriteNull(key);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> key, double? value)
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

    private void WriteNumber(ReadOnlySpan<byte> key, long? value)
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

    private void WriteAmount(ReadOnlySpan<byte> key, Amount? amount)
    {
        if (amount is not { } known)
        {
            _json.WriteNull(key);
            return;
        }

        _json.WriteStartObject(key);
        WriteNumber("count"u8, known.Count);
        WriteNumber("octets"u8, known.Octets);
        _json.WriteEndObject();
    }
}
