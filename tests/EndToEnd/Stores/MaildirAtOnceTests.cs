using System.Diagnostics;
using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

/// <summary>
/// Messages that are opened, read and closed in one go, without a look at what the file is: whatever is not just what was
/// listed is left to the usual way, which refuses it in words.
/// </summary>
public sealed class MaildirAtOnceTests : IDisposable
{
    private readonly TempMaildir _temp = new(onDisk: true);

    public static TheoryData<string> Others => ["link", "pipe", "folder", "shorter", "longer", "longer by a lot", "empty"];

    // A file system in memory does not say that it never waits.
    private bool Promises => new DriveInfo(_temp.Root).DriveFormat is not ("tmpfs" or "overlay" or "overlayfs");

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(513)]
    [InlineData(4095)]
    [InlineData(4097)]
    [InlineData(20_000)]
    [InlineData(49_151)]
    public async Task A_small_message_is_had_at_once_and_whole(int size)
    {
        var content = Content(size);
        _temp.Put("cur/1.a:2,S", content);
        await using var maildrop = await OpenAsync();
        for (var again = 0; again < 3; again++)
        {
            if (OpenAtOnce(maildrop) is not { } body)
            {
                Assert.False(Promises);
                return;
            }

            await using (body)
            {
                Assert.Equal(content, Encoding.Latin1.GetString(body.Held.Span));
                Assert.Equal(maildrop.Messages.Octets(new MessageNumber(1)), body.Octets);
                var buffer = new byte[size + 1];
                Assert.Equal(size, await body.ReadAsync(buffer, default));
                Assert.Equal(0, await body.ReadAsync(buffer, default));
                Assert.Equal(content, Encoding.Latin1.GetString(buffer, 0, size));
            }

            Assert.True(maildrop.OpensAtOnce);
        }
    }

    // The number of octets alone does not tell: a disk, or a page that cannot be read, may end there.
    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(49_153)]
    [InlineData(200_000)]
    public async Task What_size_does_not_tell_and_what_is_large_is_opened_in_the_usual_way(int size)
    {
        _temp.Put("cur/1.a:2,S", Content(size));
        await using var maildrop = await OpenAsync();
        Assert.Null(maildrop.TryOpenAtOnce(new MessageNumber(1)));
        Assert.Equal(Content(size), await ReadAsync(maildrop, 1));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Something_else_in_the_place_of_a_message_is_refused(string other)
    {
        const int Size = 1001;
        _temp.Put("cur/1.a:2,S", Content(Size));
        _temp.Put("cur/2.b:2,S", Content(Size));
        await using var maildrop = await OpenAsync();
        await ReplaceAsync(_temp["cur/1.a:2,S"], other, Size);
        for (var again = 0; again < 2; again++)
        {
            Assert.Null(maildrop.TryOpenAtOnce(new MessageNumber(1)));
            await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
        }

        // Found changed once, it stays refused in this session, whatever it is now.
        await ReplaceAsync(_temp["cur/1.a:2,S"], "as it was", Size);
        if (other is "shorter" or "longer" or "longer by a lot" or "empty")
        {
            Assert.Null(maildrop.TryOpenAtOnce(new MessageNumber(1)));
        }

        Assert.Equal(Content(Size), await ReadAsync(maildrop, 2));
    }

    [Fact]
    public async Task A_device_in_the_place_of_a_message_is_refused()
    {
        const int Size = 1001;
        foreach (var (name, minor) in ((string, string)[])[("zero", "5"), ("null", "3"), ("full", "7"), ("kmsg", "11")])
        {
            using var temp = new TempMaildir(onDisk: true);
            temp.Put("cur/1.a:2,S", Content(Size));
            await using var maildrop = await TempMaildir.OpenAsync(temp.Store());
            _ = await ReadAsync(maildrop, 1);
            File.Delete(temp["cur/1.a:2,S"]);
            using var make = Process.Start(new ProcessStartInfo("mknod", [temp["cur/1.a:2,S"], "c", "1", minor]) { RedirectStandardError = true, UseShellExecute = false })!;
            await make.WaitForExitAsync();
            if (make.ExitCode != 0)
            {
                // Only root puts a device anywhere.
                return;
            }

            Assert.True(maildrop.TryOpenAtOnce(new MessageNumber(1)) is null, name);
            await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
        }
    }

    [Fact]
    public async Task A_message_that_moved_is_found_in_the_usual_way()
    {
        _temp.Put("new/1.a", Content(1001));
        await using var maildrop = await OpenAsync();
        File.Move(_temp["new/1.a"], _temp["cur/1.a:2,S"]);
        Assert.Null(maildrop.TryOpenAtOnce(new MessageNumber(1)));
        Assert.Equal(Content(1001), await ReadAsync(maildrop, 1));
        Assert.Equal(Promises, OpenAtOnce(maildrop) is not null);
    }

    [Fact]
    public async Task Reading_a_thousand_messages_at_once_keeps_no_descriptor()
    {
        _temp.Put("cur/1.a:2,S", Content(1001));
        await using var maildrop = await OpenAsync();
        var before = Descriptors();
        for (var i = 0; i < 1000; i++)
        {
            await using var body = maildrop.TryOpenAtOnce(new MessageNumber(1));
        }

        Assert.Equal(before, Descriptors());
    }

    /// <summary>
    /// The system may say "not now" for reasons of its own: somebody mounts a disk or renames a folder at this moment, a page
    /// is being written. It says so never ten times in a row.
    /// </summary>
    private static IMessageBody? OpenAtOnce(IMaildrop maildrop)
    {
        IMessageBody? body = null;
        for (var again = 0; again < 10 && body is null; again++)
        {
            body = maildrop.TryOpenAtOnce(new MessageNumber(1));
        }

        return body;
    }

    /// <summary>This process's, of this Maildir: other tests open and close their own meanwhile.</summary>
    private int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd")
        .Count(path => new FileInfo(path).LinkTarget?.StartsWith(_temp.Root, StringComparison.Ordinal) == true);

    private static string Content(int size) => string.Concat(Enumerable.Repeat("abcdefgh\r\n", (size / 10) + 1))[..size];

    private static async Task ReplaceAsync(string path, string other, int size)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        File.Delete(path);
        switch (other)
        {
            case "link":
                await File.WriteAllTextAsync(path + ".elsewhere", Content(size));
                File.CreateSymbolicLink(path, path + ".elsewhere");
                break;
            case "pipe":
                using (var make = Process.Start("mkfifo", [path]))
                {
                    await make.WaitForExitAsync();
                }

                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            default:
                await File.WriteAllTextAsync(path, Content(other switch
                {
                    "shorter" => size - 1,
                    "longer" => size + 1,
                    "longer by a lot" => size + 100_000,
                    "empty" => 0,
                    _ => size,
                }));
                break;
        }
    }

    /// <summary>A maildrop whose folders have been opened, as they are with the first message.</summary>
    private async Task<IMaildrop> OpenAsync()
    {
        var maildrop = await _temp.OpenAsync();
        _ = await ReadAsync(maildrop, 1);
        return maildrop;
    }
}
