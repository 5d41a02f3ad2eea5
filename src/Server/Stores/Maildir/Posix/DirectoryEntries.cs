using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>What a directory says of an entry; some file systems always say <see cref="Unknown"/>.</summary>
internal enum EntryType : byte
{
    Unknown = 0,
    RegularFile = 8,
}

/// <summary>Takes a buffer of getdents64(2) apart: inode 8, offset 8, record length 2, type 1, name with NUL.</summary>
internal ref struct DirectoryEntries(ReadOnlySpan<byte> buffer)
{
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    private ReadOnlySpan<byte> _rest = buffer;

    public static nint SystemCall => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 217,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 61,
        var other => throw new PlatformNotSupportedException($"no Maildir store on {other}"),
    };

    public bool MoveNext(out ReadOnlySpan<byte> name, out EntryType type)
    {
        name = default;
        type = EntryType.Unknown;
        if (_rest.Length < NameAt)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(_rest[LengthAt..]);
        type = (EntryType)_rest[TypeAt];
        var padded = _rest[NameAt..length];
        name = padded[..padded.IndexOf((byte)0)];
        _rest = _rest[length..];
        return true;
    }
}
