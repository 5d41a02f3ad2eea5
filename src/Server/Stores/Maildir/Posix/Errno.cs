using System.Runtime.InteropServices;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>The system's error numbers that we tell apart; any other number may stand in a value of this type too.</summary>
internal enum Errno
{
    None = 0,
    NotPermitted = 1,
    NotFound = 2,
    Interrupted = 4,
    InputOutput = 5,
    NoDeviceOrAddress = 6,
    WouldBlock = 11,
    NoMemory = 12,
    AccessDenied = 13,
    Exists = 17,
    NotDirectory = 20,
    TooManyOpenFilesInSystem = 23,
    TooManyOpenFiles = 24,
    NoSpace = 28,
    ReadOnlyFileSystem = 30,
    SymbolicLink = 40,
    QuotaExceeded = 122,
}

internal static class ErrnoExtensions
{
    /// <summary>The words an operator needs; those of the system for errors that need no better ones.</summary>
    public static string InWords(this Errno error) => error switch
    {
        Errno.NoSpace => "the disk is full (ENOSPC)",
        Errno.QuotaExceeded => "the disk quota is used up (EDQUOT)",
        Errno.ReadOnlyFileSystem => "the file system is read-only (EROFS)",
        Errno.AccessDenied => "permission denied (EACCES)",
        Errno.InputOutput => "the disk cannot be read or written (EIO)",
        Errno.TooManyOpenFiles => "too many open files in this process (EMFILE)",
        Errno.TooManyOpenFilesInSystem => "too many open files on this machine (ENFILE)",
        Errno.NotDirectory or Errno.SymbolicLink => "a symbolic link or no directory",
        _ => $"{Marshal.GetPInvokeErrorMessage((int)error)} (errno {(int)error})",
    };

    /// <summary>True when somebody must change an owner or a mode before trying again helps.</summary>
    public static bool IsRefusal(this Errno error) => error is Errno.NotPermitted or Errno.AccessDenied;

    /// <summary>True when the process or the machine is short of something: it says nothing about the file.</summary>
    public static bool IsShortage(this Errno error) =>
        error is Errno.TooManyOpenFiles or Errno.TooManyOpenFilesInSystem or Errno.NoMemory;
}
