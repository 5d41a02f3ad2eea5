namespace Restante.Logs.Formats.Dovecot;

/// <summary>The elements of a login line: <c>user=&lt;ann&gt;, method=PLAIN, rip=…, lip=…, mpid=…, TLS, session=&lt;…&gt;</c>.</summary>
internal ref struct DovecotFields
{
    public ReadOnlySpan<byte> User;
    public ReadOnlySpan<byte> Mechanism;
    public ReadOnlySpan<byte> Address;
    public ReadOnlySpan<byte> ProcessId;
    public ReadOnlySpan<byte> Session;

    /// <summary><c>TLS</c>, or the version where the log names it.</summary>
    public ReadOnlySpan<byte> Tls;

    /// <summary>Loopback or a trusted network: no TLS was needed.</summary>
    public bool IsSecured;

    /// <summary>What TLS complained of.</summary>
    public ReadOnlySpan<byte> TlsFault;

    /// <summary>Where the fields begin in a line that is no login; -1 where there are none.</summary>
    public static int Start(ReadOnlySpan<byte> text)
    {
        var user = text.IndexOf("user=<"u8);
        var address = text.IndexOf("rip="u8);
        return user < 0 || (address >= 0 && address < user) ? address : user;
    }

    public static DovecotFields Read(ReadOnlySpan<byte> text)
    {
        var fields = default(DovecotFields);
        if (text.StartsWith("user=<"u8))
        {
            // Anybody may call himself "ann>, rip=1.2.3.4, x=<": the name ends where the last plausible field begins.
            text = text[6..];
            var end = UserEnd(text);
            fields.User = text[..end];
            text = text[Math.Min(end + 1, text.Length)..];
        }

        while (!text.IsEmpty)
        {
            text = text.TrimStart(", "u8);
            var length = text.StartsWith("session=<"u8) && text.IndexOf((byte)'>') is var close and >= 0 ? close + 1 : text.IndexOf(", "u8);
            if (length < 0)
            {
                length = text.Length;
            }

            Take(ref fields, text[..length]);
            text = text[length..];
        }

        return fields;
    }

    private static int UserEnd(ReadOnlySpan<byte> text)
    {
        var end = text.LastIndexOf(">, method="u8);
        if (end < 0)
        {
            end = text.LastIndexOf(">, rip="u8);
        }

        if (end < 0)
        {
            // login_log_format_elements of one's own: a blank alone may part them.
            end = text.IndexOf((byte)'>');
        }

        return end < 0 ? text.Length : end;
    }

    private static void Take(ref DovecotFields fields, ReadOnlySpan<byte> item)
    {
        var equals = item.IndexOf((byte)'=');
        var key = equals < 0 ? default : item[..equals];
        var value = equals < 0 ? item : item[(equals + 1)..];
        switch (key.Length)
        {
            case 3 when key.SequenceEqual("rip"u8):
                fields.Address = value;
                return;
            case 3 when key.SequenceEqual("lip"u8):
                return;
            case 4 when key.SequenceEqual("mpid"u8):
                fields.ProcessId = value;
                return;
            case 6 when key.SequenceEqual("method"u8):
                fields.Mechanism = value;
                return;
            case 7 when key.SequenceEqual("session"u8):
                fields.Session = value.Trim("<>"u8);
                return;
            default:
                TakeWord(ref fields, item);
                return;
        }
    }

    private static void TakeWord(ref DovecotFields fields, ReadOnlySpan<byte> item)
    {
        if (item.SequenceEqual("secured"u8))
        {
            fields.IsSecured = true;
        }
        else if (item.StartsWith("TLS handshaking"u8) || item.StartsWith("TLS: "u8))
        {
            fields.Tls = item.StartsWith("TLS: "u8) ? "TLS"u8 : default;
            fields.TlsFault = item[(item.IndexOf((byte)':') + 1)..].TrimStart((byte)' ');
        }
        else if (item.StartsWith("TLSv"u8) || item.StartsWith("SSLv"u8))
        {
            var blank = item.IndexOf((byte)' ');
            fields.Tls = blank < 0 ? item : item[..blank];
        }
        else if (item.SequenceEqual("TLS"u8) && fields.Tls.IsEmpty)
        {
            fields.Tls = item;
        }
    }
}
