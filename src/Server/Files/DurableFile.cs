using System.Security.Cryptography;

namespace Restante.Server.Files;

/// <summary>Writes a whole file so that, whatever happens, it is there as it was or as it should be.</summary>
internal static class DurableFile
{
    /// <summary>Replaces or makes a file. An existing one keeps its mode and owner; a link is followed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="newMode">The mode of a file that was not there.</param>
    /// <exception cref="IOException">Nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">Nothing has changed.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode newMode)
    {
        var target = new FileInfo(path).LinkTarget is null ? Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(target)!;
        var mode = File.Exists(target) ? File.GetUnixFileMode(target) : newMode;

        // A new file belongs to whoever owns its folder: root makes it, the server's own user must read it.
        var owner = LibC.TryStat(File.Exists(target) ? target : folder, out var status) ? status : default;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        try
        {
            Write(temporary, content, mode);
            if (LibC.TryStat(temporary, out var made) && (made.User, made.Group) != (owner.User, owner.Group))
            {
                LibC.ChangeOwner(temporary, owner.User, owner.Group);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        LibC.SyncFolder(folder);
    }

    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
        using var file = new FileStream(path, options);
        file.Write(content);

        // The umask has taken its part of the mode at creation.
        File.SetUnixFileMode(file.SafeFileHandle, mode);
        file.Flush(flushToDisk: true);
    }
}
