using System.Globalization;
using System.Net;
using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// What stands in the lock file: who holds the maildrop, and while it removes messages, which:
/// <code>
/// session=k3v9 node=mx1 address=192.0.2.7 since=2026-01-31T12:00:00.0000000+00:00
/// removing=2
/// 1700000000.M1P2.host
/// 1700000001.M1P2.host
/// </code>
/// Anybody who may write the mailbox may write this, so what is not a possible value is not taken.
/// </summary>
internal sealed record LockContent(LeaseHolder? Holder, IReadOnlyList<string> Removing)
{
    /// <summary>A hundred thousand of the longest unique-ids, and to spare.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    public static readonly LockContent None = new(null, []);

    private const int MaxSessionLength = 64;
    private const int MaxNodeLength = 255;
    private const string Local = "local";
    private const string RemovingKey = "removing=";

    public static LockContent Read(ReadOnlySpan<byte> content)
    {
        var rest = content;
        var holder = TryLine(ref rest, out var line) ? ReadHolder(line) : null;
        var removing = new List<string>();
        if (TryLine(ref rest, out line) && line.StartsWith("removing="u8))
        {
            // The last line counts only when it is whole: a power cut may have torn it.
            while (TryLine(ref rest, out line) && UniqueId.IsLegal(line))
            {
                removing.Add(Encoding.ASCII.GetString(line));
            }
        }

        return new LockContent(holder, removing);
    }

    public byte[] Write()
    {
        var text = new StringBuilder();
        if (Holder is not null)
        {
            _ = text.Append($"session={Holder.SessionId} node={Holder.Node} address={Holder.Address} since={Holder.Since:O}");
        }

        _ = text.Append('\n');
        if (Removing.Count > 0)
        {
            _ = text.Append(RemovingKey).Append(Removing.Count).Append('\n');
            foreach (var id in Removing)
            {
                _ = text.Append(id).Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool TryLine(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        var end = rest.IndexOf((byte)'\n');
        line = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return end >= 0;
    }

    // Over a Unix socket there is no address: the session's records say "local" then, and so does the lock.
    private static string? Address(string text) => text == Local ? Local : IPAddress.TryParse(text, out var ip) ? ip.ToString() : null;

    private static LeaseHolder? ReadHolder(ReadOnlySpan<byte> line)
    {
        string session = "", node = "", address = "", since = "";
        foreach (var pair in Encoding.UTF8.GetString(line).Split(' '))
        {
            var value = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
            switch (pair[..^value.Length])
            {
                case "session=": session = value; break;
                case "node=": node = value; break;
                case "address=": address = value; break;
                case "since=": since = value; break;
                default: break; // of a version to come
            }
        }

        return IsWord(session, MaxSessionLength) && (node.Length == 0 || IsWord(node, MaxNodeLength))
            && Address(address) is { } from
            && DateTimeOffset.TryParseExact(since, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new LeaseHolder(session, node, from, time)
            : null;
    }

    private static bool IsWord(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
