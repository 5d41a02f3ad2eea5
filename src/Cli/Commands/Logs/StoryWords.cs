using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>What a session's steps mean, for somebody who never read RFC 1939.</summary>
internal static class StoryWords
{
    public static string Who(Session session)
    {
        var who = session.User ?? "Somebody who gave no name";
        var from = session.Address is null ? "" : $" from {session.Address}";
        var when = session.Start.IsKnown ? $" at {session.Start}" : session.End.IsKnown ? $", which ended at {session.End}" : "";
        var lasted = session.Seconds is { } seconds ? $", {seconds:0.###} s long" : "";
        var tls = session.Tls is not null ? $", encrypted ({session.Tls})" : session.TellsTls ? ", not encrypted" : "";
        return $"{who}{from}{when}{lasted}{tls}. Read from a log of {session.Format}.";
    }

    /// <summary>The session in sentences.</summary>
    public static IEnumerable<string> Sum(Session session)
    {
        yield return session.Login switch
        {
            Login.Ok => $"The login was good{(session.Mechanism is null ? "" : $" ({session.Mechanism})")}{(session.FailedLogins > 0 ? $", after {session.FailedLogins} refused" : "")}.",
            Login.Failed => $"The login was refused{(session.FailedLogins > 1 ? $" {session.FailedLogins} times" : "")}.",
            _ => "Nobody logged in.",
        };
        if (session.Maildrop is { } maildrop)
        {
            yield return $"The mailbox held {Many(maildrop.Count, "message")}{(maildrop.Octets is { } octets ? $", {octets:N0} octets" : "")}.";
        }

        if (session.Retr is { } retr)
        {
            yield return retr.Count == 0 ? "Nothing was fetched." : $"{Many(retr.Count, "message")} fetched{(retr.Octets is { } octets ? $", {octets:N0} octets" : "")}.";
        }

        if (session.Dele is > 0 || session.Removed is > 0)
        {
            yield return session.Removed > 0
                ? $"{Many(session.Removed, "message")} removed for good."
                : $"{Many(session.Dele, "message")} marked to be deleted, and still there: without QUIT nothing is removed.";
        }

        yield return session.Ended switch
        {
            Ended.Quit => "It ended as it should, with QUIT.",
            Ended.Dropped => "The connection went away without QUIT" + Reason(session),
            Ended.Timeout => "The server ended it, since nothing came any more" + Reason(session),
            Ended.LoginFailed => "It never got in" + Reason(session),
            Ended.Locked => $"The mailbox was in use by another session{(session.Holder is null or "?" ? "" : $", {session.Holder}")}" + Reason(session),
            Ended.TlsFailed => "Client and server could not agree on TLS" + Reason(session),
            Ended.BadCommands => "The server ended it after too many commands that it did not understand" + Reason(session),
            Ended.Server => "The server ended it" + Reason(session),
            _ => "The log does not show how it ended.",
        };
        if (session.Findings.Count > 0)
        {
            yield return "Noticed: " + string.Join(", ", session.Findings) + ".";
        }
    }

    /// <summary>What one step means; null where that is plain.</summary>
    public static string? Meaning(Step step, Step? asked)
    {
        if (step.Side == Side.Client)
        {
            return OfCommand(step.Text);
        }

        if (step.Side != Side.Server)
        {
            return null;
        }

        return asked is null && step.Text.StartsWith("+OK", StringComparison.Ordinal) ? "The server greets."
            : step.Text.StartsWith("-ERR", StringComparison.Ordinal) ? "The server refuses" + OfCode(step.Text)
            : step.Text.StartsWith("+ ", StringComparison.Ordinal) || step.Text == "+" ? "The server asks for the next part of the login."
            : null;
    }

    private static string? OfCommand(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var number = words.Length > 1 ? words[1] : "";
        return (words.Length > 0 ? words[0].ToUpperInvariant() : "") switch
        {
            "USER" => "The client says who it is.",
            "PASS" => "The client gives the password; with it the mailbox is opened and locked.",
            "APOP" => "The client proves that it knows the password, without sending it.",
            "AUTH" when words.Length == 1 => "The client asks how it may log in.",
            "AUTH" => $"The client logs in by {number}.",
            "****" => "The client's part of the login; not shown.",
            "CAPA" => "The client asks what the server can do.",
            "STLS" => "The client asks to go on encrypted.",
            "STAT" => "The client asks how many messages there are, and how big they are together.",
            "LIST" when words.Length == 1 => "The client asks for the size of each message.",
            "LIST" => $"The client asks for the size of message {number}.",
            "UIDL" when words.Length == 1 => "The client asks for the lasting names of all messages, to see which are new to it.",
            "UIDL" => $"The client asks for the lasting name of message {number}.",
            "RETR" => $"The client fetches message {number}.",
            "TOP" => $"The client looks at the beginning of message {number}.",
            "DELE" => $"The client marks message {number} to be deleted; it stays until QUIT.",
            "RSET" => "The client takes all its marks back.",
            "NOOP" => "The client only keeps the connection alive.",
            "QUIT" => "The client says goodbye; now what was marked is removed.",
            _ => null,
        };
    }

    private static string OfCode(string text) =>
        text.Contains("[IN-USE]", StringComparison.Ordinal) || text.Contains("lock", StringComparison.OrdinalIgnoreCase) ? ": another session has the mailbox."
        : text.Contains("[AUTH]", StringComparison.Ordinal) ? ": wrong name or password."
        : text.Contains("[LOGIN-DELAY]", StringComparison.Ordinal) ? ": it came back too soon."
        : text.Contains("[SYS/TEMP]", StringComparison.Ordinal) ? ": a trouble of its own that may pass."
        : text.Contains("[SYS/PERM]", StringComparison.Ordinal) ? ": a trouble of its own that somebody must mend."
        : ".";

    private static string Reason(Session session) => session.Reason is null ? "." : $": {session.Reason}";

    private static string Many(long? count, string one) => count is null ? $"an unknown number of {one}s" : count == 1 ? $"1 {one}" : $"{count:N0} {one}s";
}
