using System.Runtime.InteropServices;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>The flags of open(2). Two of them have other numbers on ARM.</summary>
internal static class OpenFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Truncate = 0x200;
    /// <summary>Keeps the opening of a fifo from waiting for its other end.</summary>
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64;
}
