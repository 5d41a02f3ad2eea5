using System.Runtime.InteropServices;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>Which file it is, whatever its name: for as long as it is open or has a name.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>What statx(2) fills in: unlike stat(2) it looks the same on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    /// <summary>STATX_TYPE, STATX_NLINK, STATX_MTIME, STATX_CTIME, STATX_INO and STATX_SIZE.</summary>
    public const uint Mask = 0x1 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200;

    private const int TypeBits = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Directory = 0x4000;

    [FieldOffset(16)] private readonly uint _names;
    [FieldOffset(28)] private readonly ushort _mode;
    [FieldOffset(32)] private readonly ulong _inode;
    [FieldOffset(40)] private readonly long _size;
    [FieldOffset(96)] private readonly long _changedSeconds;
    [FieldOffset(104)] private readonly uint _changedNanoseconds;
    [FieldOffset(112)] private readonly long _modifiedSeconds;
    [FieldOffset(120)] private readonly uint _modifiedNanoseconds;
    [FieldOffset(136)] private readonly ulong _device;

    public long Size => _size;

    public ulong Inode => _inode;

    public bool IsRegularFile => (_mode & TypeBits) == RegularFile;

    public bool IsDirectory => (_mode & TypeBits) == Directory;

    /// <summary>True when the file is known by another name too (a hard link).</summary>
    public bool HasOtherNames => _names > 1;

    public long ModifiedNanoseconds => unchecked((_modifiedSeconds * 1_000_000_000) + _modifiedNanoseconds);

    /// <summary>When content, names or rights changed last. Unlike the time of modification, nobody can set it.</summary>
    public long ChangedNanoseconds => unchecked((_changedSeconds * 1_000_000_000) + _changedNanoseconds);

    public FileIdentity Identity => new(_device, _inode);

    public bool IsSameFileAs(in FileStatus other) => Identity == other.Identity;
}
