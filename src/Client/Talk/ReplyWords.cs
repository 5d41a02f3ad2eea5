using System.Globalization;
using Restante.Client.Login;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Client.Talk;

/// <summary>What a server's answer means, in a line for a person.</summary>
public static class ReplyWords
{
    private static readonly string[] InTransaction = ["STAT", "LIST", "UIDL", "RETR", "TOP", "DELE", "RSET", "NOOP"];

    /// <summary>Null where there is nothing to add.</summary>
    /// <param name="state">Before the answer.</param>
    public static string? Of(TalkLine? line, ServerReply reply, TalkState state, CapabilitySet? capabilities) => reply.Status switch
    {
        ReplyStatus.Ok when line is null => null,
        ReplyStatus.Ok => Success(line, reply),
        ReplyStatus.Error when line is null => "the server says this by itself: look whether it closes",
        ReplyStatus.Error => Refusal(line, reply, state, capabilities),
        ReplyStatus.Challenge => Challenge(reply),
        ReplyStatus.Bad => "neither +OK nor -ERR: no answer as POP3 knows it (RFC 1939 §3)",
        ReplyStatus.TimedOut => $"no answer for {reply.Elapsed.TotalSeconds:0.#} s",
        ReplyStatus.Closed => "the server closed the connection",
        _ => "the connection broke",
    };

    /// <summary>A greeting: whether it is one, and what is in it.</summary>
    public static string? Greeting(ServerReply reply) => reply.Status switch
    {
        ReplyStatus.Ok when ApopDigest.FindTimestamp(reply.Text) is not null => "the timestamp <…> offers APOP",
        ReplyStatus.Error => ResponseCodeWords.Of(reply.Code) ?? "the server takes no session now",
        _ => null,
    };

    private static string? Success(TalkLine line, ServerReply reply)
    {
        var numbers = Numbers(reply.Text);
        return line.Name switch
        {
            "STAT" when numbers is [var count, var octets, ..] => $"{OctetWords.Messages(count)}, {OctetWords.Of(octets)}",
            "STAT" => "no two numbers in it: a program cannot read this",
            "LIST" when line.Arguments.Count == 1 && numbers is [_, var octets, ..] => OctetWords.Of(octets),
            "USER" => "this says nothing of the user: PASS decides",
            "PASS" or "APOP" => "logged in",
            "AUTH" when line.Arguments.Count > 0 => "logged in",
            "DELE" => "marked; QUIT deletes it, RSET takes the mark back, a session that ends otherwise deletes nothing",
            "RSET" => "no message is marked any more",
            "STLS" => "TLS begins",
            _ => null,
        };
    }

    private static bool NamesMarked(TalkLine line, TalkState state) =>
        line.Arguments.Count > 0 && int.TryParse(line.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && state.Marked.Contains(number);

    private static string? Refusal(TalkLine line, ServerReply reply, TalkState state, CapabilitySet? capabilities)
    {
        if (ResponseCodeWords.Of(reply.Code) is { } words)
        {
            return words;
        }

        if (state.State == SessionState.Authorization && InTransaction.Contains(line.Name, StringComparer.Ordinal))
        {
            return $"{line.Name} works after login: .login, or USER and PASS";
        }

        if (state.State == SessionState.Transaction && line.Name is "USER" or "PASS" or "APOP" or "AUTH" or "STLS")
        {
            return $"{line.Name} belongs before the login";
        }

        if (LoginRefusal.IsUnknownCommand(reply) || (line.Name is "TOP" or "UIDL" or "STLS" && capabilities?.Has(line.Name) == false))
        {
            return $"the server does not know this, or not now{(capabilities is null ? ": CAPA lists what it promises" : "")}";
        }

        if (!line.LogsIn && line.Name != "USER")
        {
            return line.Name is "RETR" or "TOP" or "LIST" or "UIDL" or "DELE" && NamesMarked(line, state)
                ? "messages marked by DELE can no longer be read; RSET takes the marks back" : null;
        }

        return LoginRefusal.Judge(reply) switch
        {
            LoginResult.Locked => "another session has the mailbox",
            LoginResult.Delay => "too soon after the last login",
            LoginResult.NeedsTls => "the server wants encryption first: .starttls, or the TLS port",
            LoginResult.Disabled => LoginRefusal.FindAddress(reply) is { } page
                ? $"the provider takes no ordinary password here; see {page}"
                : "the provider takes no ordinary password here: an app password, OAuth, or POP3 to be switched on",
            LoginResult.Temporary => "a trouble of the server's: try again later",
            LoginResult.Permanent => "a trouble of the server's that its administrator must mend",
            _ => "wrong user name or password, as far as the server tells; some servers want the full address as the name",
        };
    }

    private static string? Challenge(ServerReply reply)
    {
        var text = reply.Text;
        if (text.Length == 0)
        {
            return "the server waits for a response in base64; * gives up";
        }

        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var count)
            ? $"\"{Restante.Protocol.Transcript.ClientLine.Escape(octets.AsSpan(0, count))}\"; the response is base64, * gives up"
            : "no base64; * gives up";
    }

    private static long[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(w => long.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(w => long.Parse(w, CultureInfo.InvariantCulture))];
}
