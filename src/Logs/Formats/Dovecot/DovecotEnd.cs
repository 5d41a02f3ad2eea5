using System.Buffers;
using System.Buffers.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Dovecot;

/// <summary>
/// The last line of a session: <c>Disconnected: Logged out top=0/0, retr=19/8598435, del=3/12, size=306468</c>. top and
/// retr are messages and octets, del is removed and all at the start, size the maildrop's octets.
/// </summary>
internal struct DovecotEnd
{
    private static readonly SearchValues<byte> Separators = SearchValues.Create(", "u8);

    private Ended _ended;
    private string? _reason;
    private Amount? _top, _retr;
    private long? _removed, _messages, _size;
    private ulong? _uniqueIds;

    /// <summary>False when the line does not end a session.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DovecotEnd end)
    {
        var at = Start(text);
        if (at < 0 && !text.StartsWith("Disconnected"u8) && !text.StartsWith("Logged out"u8))
        {
            end = default;
            return false;
        }

        var reason = (at < 0 ? text : text[..at]).TrimEnd(": "u8);
        end = new DovecotEnd { _ended = EndedOf(reason) };
        if (end._ended != Ended.Quit)
        {
            end._reason = SafeText.Of(reason.StartsWith("Disconnected: "u8) ? reason["Disconnected: ".Length..] : reason);
        }

        if (at >= 0)
        {
            end.ReadNumbers(text[at..]);
        }

        return true;
    }

    public readonly void Apply(Session session)
    {
        (session.Ended, session.Reason) = (_ended, _reason);
        (session.Top, session.Retr, session.UniqueIds) = (_top, _retr, _uniqueIds);
        session.Maildrop = _messages is null && _size is null ? null : new Amount(_messages, _size);
        session.Removed = _ended == Ended.Quit ? _removed : 0;

        // del counts what QUIT removed. Without it 2.3 writes 0 whatever was marked: how many were, it does not tell.
        session.Dele = _ended == Ended.Quit || _removed > 0 ? _removed : null;
    }

    private static Ended EndedOf(ReadOnlySpan<byte> reason) =>
        Has(reason, "Logged out"u8) ? Ended.Quit
        : Has(reason, "lock POP3"u8) || Has(reason, "lock mailbox"u8) ? Ended.Locked
        : Has(reason, "nactivity"u8) ? Ended.Timeout
        : Has(reason, "bad commands"u8) ? Ended.BadCommands
        : Has(reason, "hutting down"u8) || Has(reason, "nternal error"u8) || Has(reason, "Can't"u8) || Has(reason, "out of sync"u8)
            || Has(reason, "Couldn't"u8) ? Ended.Server
        : Ended.Dropped;

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.IndexOf(word) >= 0;

    // pop3_logout_format is the operator's: the numbers begin at the first word that we know.
    private static int Start(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf(" top="u8);
        if (at >= 0)
        {
            return at;
        }

        var retr = text.IndexOf(" retr="u8);
        var del = text.IndexOf(" del="u8);
        return retr < 0 ? del : del < 0 ? retr : Math.Min(retr, del);
    }

    private void ReadNumbers(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            text = text.TrimStart(", "u8);
            var length = text.IndexOfAny(Separators);
            var item = length < 0 ? text : text[..length];
            text = length < 0 ? default : text[length..];
            var equals = item.IndexOf((byte)'=');
            if (equals < 0)
            {
                continue;
            }

            var key = item[..equals];
            var value = item[(equals + 1)..];
            if (key.SequenceEqual("uidl_hash"u8))
            {
                // It has blanks in it: 0/00000000 -> 3/3a1980ef.
                var arrow = text.StartsWith(" -> "u8) ? text[4..] : default;
                _uniqueIds = UniqueIdsAfter(arrow.IsEmpty ? value : arrow[..Math.Max(0, arrow.IndexOfAny(Separators) is var cut and >= 0 ? cut : arrow.Length)]);
                continue;
            }

            if (!Utf8Parser.TryParse(value, out long first, out var used))
            {
                continue;
            }

            long? second = used + 1 < value.Length && value[used] == '/' && Utf8Parser.TryParse(value[(used + 1)..], out long number, out _) ? number : null;
            if (key.SequenceEqual("top"u8))
            {
                _top = new Amount(first, second);
            }
            else if (key.SequenceEqual("retr"u8))
            {
                _retr = new Amount(first, second);
            }
            else if (key.SequenceEqual("del"u8))
            {
                (_removed, _messages) = (first, second);
            }
            else if (key.SequenceEqual("size"u8))
            {
                _size = first;
            }
        }
    }

    // %u of pop3_logout_format, after the session: how many messages stay, and a hash of their unique-ids. Only where
    // UIDL was asked for, and something stays.
    private static ulong? UniqueIdsAfter(ReadOnlySpan<byte> value)
    {
        var slash = value.IndexOf((byte)'/');
        return slash > 0 && Utf8Parser.TryParse(value[..slash], out ulong count, out _) && count > 0
            && Utf8Parser.TryParse(value[(slash + 1)..], out uint hash, out _, 'x')
            ? (count << 32) | hash
            : null;
    }
}
