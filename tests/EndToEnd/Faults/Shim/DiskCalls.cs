namespace Restante.EndToEnd.Faults.Shim;

/// <summary>Calls of the system that shim.c can spoil; the numbers are its own.</summary>
[Flags]
internal enum DiskCalls : uint
{
    None = 0,
    Open = 1,
    Read = 2,
    Write = 4,
    Sync = 8,
    Link = 16,
    Unlink = 32,
    Rename = 64,
    Truncate = 128,
    MakeFolder = 256,
    Lock = 512,
    Status = 1024,
    Listing = 2048,
}

/// <summary>What a call fails with: an errno, or one of ours.</summary>
internal enum DiskError
{
    /// <summary>A read or write does half of what it was asked.</summary>
    Half = -1,
    /// <summary>Only slow.</summary>
    None = 0,
    Eintr = 4,
    Eio = 5,
    Enomem = 12,
    Eacces = 13,
    Enfile = 23,
    Emfile = 24,
    Enospc = 28,
    Erofs = 30,
    Enolck = 37,
    Edquot = 122,
}
