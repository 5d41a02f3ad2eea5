using System.Diagnostics;
using System.Globalization;

namespace Restante.Client.Conformance.Seeds;

/// <summary>Writes into a Maildir as a delivery agent does: into tmp, then moved into new. Lines end in LF there.</summary>
/// <param name="folder">Has tmp and new, or gets them.</param>
public sealed class MaildirSeed(string folder, TimeProvider time) : ISeed
{
    private int _count;

    public async Task<string?> AddAsync(SeedMessage message, CancellationToken cancellation)
    {
        var micros = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        var name = string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000}.M{micros % 1_000_000:000000}P{Environment.ProcessId}Q{++_count:0000}.conform");
        var (writing, arrived) = (Path.Combine(folder, "tmp", name), Path.Combine(folder, "new", name));
        try
        {
            foreach (var part in (string[])["tmp", "new", "cur"])
            {
                await MakeAsync(Path.Combine(folder, part), cancellation);
            }

            await File.WriteAllBytesAsync(writing, LineFeeds(message.Octets.Span), cancellation);
            await GiveAsync(writing, cancellation);
            File.Move(writing, arrived);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{folder}: {e.Message}";
        }
    }

    /// <summary>Whether a folder is a Maildir, or may become one: it is empty. Anywhere else mail would be litter.</summary>
    public static bool Fits(string folder) => Directory.Exists(Path.Combine(folder, "new")) || !Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>With LF line ends.</summary>
    internal static byte[] LineFeeds(ReadOnlySpan<byte> octets) =>
        SeedMessage.Text(octets).Replace("\r\n", "\n", StringComparison.Ordinal).Select(c => (byte)c).ToArray();

    private async Task MakeAsync(string path, CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            await GiveAsync(path, cancellation);
        }
    }

    /// <summary>As root: what is root's, the server could not read in its user's name.</summary>
    private async Task GiveAsync(string path, CancellationToken cancellation)
    {
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            using var chown = Process.Start("chown", ["--reference", folder, path]);
            await chown.WaitForExitAsync(cancellation);
        }
    }
}
