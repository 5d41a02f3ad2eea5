using System.Text;
using System.Text.Json;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Suricata;

/// <summary>A line a command with its reply, joined by flow_id; the flow's own line ends it.</summary>
internal sealed class SuricataReader(SessionTable sessions) : ILineReader
{
    public bool Recognises(in LogLine line) =>
        line.Octets.StartsWith("{\"timestamp\":\""u8) && line.Octets.IndexOf("\"event_type\":\""u8) > 0;

    public bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        time = default;
        return line.StartsWith("{\"timestamp\":\""u8) && clock.TryRead(line["{\"timestamp\":\"".Length..], out time, out _);
    }

    public LineFate Read(in LogLine line)
    {
        var octets = line.Octets;
        var isPop3 = octets.IndexOf("\"event_type\":\"pop3\""u8) > 0;
        var isFlow = !isPop3 && octets.IndexOf("\"event_type\":\"flow\""u8) > 0 && octets.IndexOf("\"app_proto\":\"pop3\""u8) > 0;
        if (!isPop3 && !isFlow)
        {
            return LineFate.Known;
        }

        try
        {
            using var json = JsonDocument.Parse(octets.ToArray());
            var root = json.RootElement;
            if (!root.TryGetProperty("flow_id", out var flow) || flow.ValueKind != JsonValueKind.Number)
            {
                return LineFate.Unread;
            }

            var session = sessions.FindOrOpen(Encoding.ASCII.GetBytes(flow.GetRawText()), line);
            var fate = sessions.Take(session, line);
            Follow(session, line.Time, root, isFlow);
            return fate;
        }
        catch (JsonException)
        {
            return LineFate.Unread;
        }
    }

    private void Follow(Session session, LogTime time, JsonElement root, bool isFlow)
    {
        try
        {
            Ends(session, root);
            if (!isFlow && root.TryGetProperty("pop3", out var pop3) && pop3.ValueKind == JsonValueKind.Object)
            {
                Talk(session, time, pop3);
            }
        }
        catch (InvalidOperationException)
        {
            // A string that is no UTF-8: the line counts, what it says is lost.
        }

        if (isFlow)
        {
            session.Ended = (session.Memory as Conversation)?.EndWithoutWords() ?? Ended.Dropped;
            sessions.End(session);
        }
    }

    private void Ends(Session session, JsonElement root)
    {
        var (client, server) = (Text(root, "src_ip"), Text(root, "dest_ip"));
        var port = root.TryGetProperty("src_port", out var from) && from.ValueKind == JsonValueKind.Number && from.TryGetInt32(out var number) ? number : 0;

        // The sensor may have seen the server's packet first.
        session.Address ??= port is 110 or 995 ? server : client;
        session.TellsTls = true;
    }

    private void Talk(Session session, LogTime time, JsonElement pop3)
    {
        var conversation = session.Memory as Conversation;
        session.Memory = conversation ??= new Conversation(sessions, session);
        if (pop3.TryGetProperty("request", out var request) && request.ValueKind == JsonValueKind.Object && Text(request, "command") is { } command)
        {
            var words = Words(request, "args").Prepend(command == "UnknownCommand" ? "?" : command);
            conversation.Client(time, Octets(string.Join(' ', words)));
        }

        if (pop3.TryGetProperty("response", out var response) && response.ValueKind == JsonValueKind.Object)
        {
            conversation.Server(time, Octets($"{(Text(response, "status") == "ERR" ? "-ERR" : "+OK")} {Text(response, "header")}"));
            if (conversation.IsInBody)
            {
                foreach (var line in Words(response, "data"))
                {
                    conversation.Server(time, Octets(line));
                }

                conversation.Server(time, "."u8);
            }
        }

        if (conversation.HasQuit)
        {
            sessions.End(session);
        }
    }

    private static IEnumerable<string> Words(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!)
            : [];

    private string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? sessions.Names.OrNull(Octets(value.GetString()!)) : null;

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);
}
