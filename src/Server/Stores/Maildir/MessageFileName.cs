using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// What is in the name of a message file: <c>1700000000.M1P2.host,S=120,W=125:2,S</c> is a number (the time), a stem
/// (to the first comma), a base (to the colon) and flags. Only the stem never changes: flags come and go, and mbsync
/// and Dovecot add and remove <c>,U=</c> and <c>,S=</c>.
/// </summary>
internal static class MessageFileName
{
    /// <summary>"x" and 32 hexadecimal digits.</summary>
    public const int HashedIdLength = 33;

    /// <summary>"cur/" and a file name.</summary>
    public const int LongestFullName = FolderLength + FileName.MaxLength;

    private const int FolderLength = 4;
    private const int MaxDigits = 18;

    /// <summary>The name without flags. A name that begins with a colon has no base and stands for itself.</summary>
    public static ReadOnlySpan<byte> Base(ReadOnlySpan<byte> name) => name.IndexOf((byte)':') is > 0 and var colon ? name[..colon] : name;

    /// <summary>The part that is made unique at delivery.</summary>
    public static ReadOnlySpan<byte> Stem(ReadOnlySpan<byte> name) => name.IndexOfAny((byte)',', (byte)':') is >= 0 and var end ? name[..end] : name;

    /// <summary>Folder and name, as <c>cur/1.a:2,S</c>, written into the buffer.</summary>
    public static ReadOnlySpan<byte> Full(Folder folder, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        (folder == Folder.New ? "new/"u8 : "cur/"u8).CopyTo(buffer);
        name.CopyTo(buffer[FolderLength..]);
        return buffer[..(FolderLength + name.Length)];
    }

    /// <summary>The name in a full name.</summary>
    public static ReadOnlySpan<byte> OfFull(ReadOnlySpan<byte> fullName, out Folder folder)
    {
        folder = fullName.StartsWith("cur/"u8) ? Folder.Cur : Folder.New;
        return fullName[FolderLength..];
    }

    /// <summary>The number before the first dot: the time of delivery in seconds. Names without one sort behind the others.</summary>
    public static long Number(ReadOnlySpan<byte> name)
    {
        var dot = name.IndexOf((byte)'.');
        return dot is > 0 and <= MaxDigits && TryDigits(name[..dot], out var number) ? number : long.MaxValue;
    }

    /// <summary>The size of the file as its name gives it (S=), or -1.</summary>
    public static long FileSize(ReadOnlySpan<byte> name) => Field(name, (byte)'S');

    /// <summary>The size on the wire as the name gives it (W=), or -1.</summary>
    public static long WireOctets(ReadOnlySpan<byte> name) => Field(name, (byte)'W');

    /// <summary>
    /// The unique-id of a name whose stem is none: a pure function of the name, so that it survives the loss of
    /// everything else we know.
    /// </summary>
    public static void WriteHashedId(ReadOnlySpan<byte> name, Span<byte> id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        id[0] = (byte)'x';
        Convert.TryToHexStringLower(hash[..16], id[1..HashedIdLength], out _);
    }

    /// <summary>The name for people: what is not printable ASCII is escaped, for a name may hold anything but / and NUL.</summary>
    public static string Printable(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var octet in name)
        {
            _ = octet is > 0x20 and < 0x7F and not (byte)'\\' ? text.Append((char)octet) : text.Append($"\\x{octet:X2}");
        }

        return text.ToString();
    }

    private static long Field(ReadOnlySpan<byte> name, byte letter)
    {
        var fields = Base(name);
        ReadOnlySpan<byte> start = [(byte)',', letter, (byte)'='];
        var at = fields.IndexOf(start);
        if (at < 0)
        {
            return -1;
        }

        var value = fields[(at + start.Length)..];
        var end = value.IndexOf((byte)',');
        return TryDigits(end < 0 ? value : value[..end], out var number) ? number : -1;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= MaxDigits
            && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && Utf8Parser.TryParse(text, out number, out _);
    }
}
