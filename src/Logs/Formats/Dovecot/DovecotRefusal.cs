using System.Buffers.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Dovecot;

/// <summary>Why somebody did not get in: <c>Disconnected: Connection closed (auth failed, 1 attempts in 5 secs)</c>, <c>Aborted login (…)</c>, <c>Login aborted: … (…)</c>.</summary>
internal static class DovecotRefusal
{
    public static void Apply(Session session, ReadOnlySpan<byte> reason, in DovecotFields fields, LogTime time)
    {
        session.Reason = SafeText.Of(fields.TlsFault.IsEmpty ? Fault(reason) : fields.TlsFault);
        if (Number(reason, "auth failed, "u8) is { } attempts)
        {
            (session.Login, session.FailedLogins) = (Login.Failed, (int)Math.Min(attempts, int.MaxValue));
        }

        if (Number(reason, " in "u8) is { } seconds && time.IsKnown && seconds < int.MaxValue)
        {
            session.Seconds = seconds;
            session.Start = time with { Instant = time.Instant - seconds * TimeSpan.TicksPerSecond };
        }

        session.Ended = session.Login == Login.Failed ? Ended.LoginFailed
            : !fields.TlsFault.IsEmpty && fields.Tls.IsEmpty ? Ended.TlsFailed
            : Has(reason, "SSL_accept"u8) || Has(reason, "handshaking: "u8) ? Ended.TlsFailed
            : Has(reason, "bad commands"u8) || Has(reason, "invalid commands"u8) ? Ended.BadCommands
            : Has(reason, "nactivity"u8) ? Ended.Timeout
            : Has(reason, "hutting down"u8) || Has(reason, "Maximum number"u8) || Has(reason, "disallowed"u8) || Has(reason, "internal"u8) || Has(reason, "Internal"u8) ? Ended.Server
            : Has(reason, "logging out"u8) || Has(reason, "Logged out"u8) ? Ended.Quit
            : Ended.Dropped;
    }

    // What went wrong, without how often the log says that it ended.
    private static ReadOnlySpan<byte> Fault(ReadOnlySpan<byte> reason)
    {
        var tls = reason.IndexOf("SSL_accept"u8);
        reason = tls < 0 ? reason : reason[tls..];
        while (reason.StartsWith("Disconnected: "u8))
        {
            reason = reason["Disconnected: ".Length..];
        }

        return reason;
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.IndexOf(word) >= 0;

    private static long? Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> before)
    {
        for (var at = text.IndexOf(before); at >= 0;)
        {
            if (Utf8Parser.TryParse(text[(at + before.Length)..], out long number, out _) && number >= 0)
            {
                return number;
            }

            var next = text[(at + 1)..].IndexOf(before);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return null;
    }
}
