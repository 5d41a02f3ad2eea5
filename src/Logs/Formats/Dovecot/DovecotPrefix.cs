using System.Buffers;

namespace Restante.Logs.Formats.Dovecot;

/// <summary>
/// What stands between <c>pop3</c> and the message, as <c>mail_log_prefix</c> has it: <c>(ann)&lt;12&gt;&lt;id&gt;: </c>
/// since 2.3, <c>(ann): </c> before; some write <c>(ann 12)</c> or <c>(ann,203.0.113.7)</c>.
/// </summary>
internal readonly ref struct DovecotPrefix
{
    private static readonly SearchValues<byte> AddressOctets = SearchValues.Create("0123456789abcdefABCDEF.:"u8);

    public ReadOnlySpan<byte> User { get; private init; }

    public ReadOnlySpan<byte> ProcessId { get; private init; }

    public ReadOnlySpan<byte> Session { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> text, out DovecotPrefix prefix, out int length)
    {
        prefix = default;
        length = 0;

        // A user's name may hold a bracket: the one that is followed by a colon or an angle ends it.
        var end = 0;
        do
        {
            var next = text[(end + 1)..].IndexOf((byte)')');
            if (next < 0)
            {
                return false;
            }

            end += 1 + next;
        }
        while (end + 1 < text.Length && text[end + 1] is not ((byte)':' or (byte)'<'));

        var user = text[1..end];
        ReadOnlySpan<byte> process = default, session = default;
        if (user.LastIndexOf((byte)' ') is var blank and > 0 && IsNumber(user[(blank + 1)..]))
        {
            process = user[(blank + 1)..];
            user = user[..blank];
        }
        else if (user.LastIndexOf((byte)',') is var comma and > 0 && comma + 1 < user.Length && IsAddress(user[(comma + 1)..]))
        {
            user = user[..comma];
        }

        for (end++; end < text.Length && text[end] == '<';)
        {
            var close = text[end..].IndexOf((byte)'>');
            if (close < 0)
            {
                return false;
            }

            var part = text.Slice(end + 1, close - 1);
            if (IsNumber(part))
            {
                process = part;
            }
            else
            {
                session = part;
            }

            end += close + 1;
        }

        length = end + (text[end..].StartsWith(": "u8) ? 2 : 0);
        prefix = new DovecotPrefix { User = user, ProcessId = process, Session = session };
        return length > end;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsAddress(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(AddressOctets);
}
