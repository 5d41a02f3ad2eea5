using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;
using Restante.Server.Stores.Maildir.Posix;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

public sealed partial class MaildirLockTests : IDisposable
{
    private readonly TempMaildir _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Two_stores_on_one_maildir_exclude_each_other_and_tell_who_holds_it()
    {
        await using (var first = await _temp.OpenAsync())
        {
            var outcome = await _temp.Store().OpenAsync(Ann, Holder with { SessionId = "s2" }, default);
            Assert.Equal(Holder, Assert.IsType<OpenOutcome.InUse>(outcome).Holder);
        }

        Assert.True(File.Exists(_temp["restante.lock"]));
        Assert.Equal("", await File.ReadAllTextAsync(_temp["restante.lock"]));
        Assert.Empty(await _temp.IdsAsync());
    }

    [Fact]
    public async Task Another_process_that_holds_the_maildrop_is_named_and_its_death_frees_it()
    {
        using var child = MaildirChild.Start(MaildirChild.Hold, _temp.Root);
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync());
        var outcome = await _temp.Store().OpenAsync(Ann, Holder with { SessionId = "s2" }, default);
        Assert.Equal(Holder, Assert.IsType<OpenOutcome.InUse>(outcome).Holder);
        child.Kill();
        await child.WaitForExitAsync();
        await using var maildrop = await _temp.OpenAsync();
        Assert.Null(maildrop.Interrupted);
    }

    [Fact]
    public async Task A_lock_is_given_back_though_a_process_being_started_has_a_copy_of_its_handle()
    {
        var maildrop = await _temp.OpenAsync();
        var number = Directory.GetFiles("/proc/self/fd").Single(path => new FileInfo(path).LinkTarget == _temp["restante.lock"]);
        using var copy = Duplicate(int.Parse(Path.GetFileName(number), CultureInfo.InvariantCulture));
        Assert.False(copy.IsInvalid);
        await maildrop.DisposeAsync();
        await (await _temp.OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_lock_is_given_back_though_the_index_contradicts_itself()
    {
        _temp.Put("new/1.a", "one\n");
        await _temp.SettleAsync();
        Assert.Equal(Errno.None, PosixDirectory.TryOpen(_temp.Maildir, out var opened));
        using var top = opened!;
        var head = IndexFile.LoadHead(top, out _)!.Value.Head;

        // Its owner may write it: two messages by one name, and a checksum that is right.
        var forged = new IndexedMessages.Builder(2);
        var sizes = new Measurement(4, 5, MessageFlags.None);
        forged.Add(Folder.New, "1.a"u8, byFullName: false, "1.a"u8, sizes);
        forged.Add(Folder.New, "1.a"u8, byFullName: false, "twin"u8, sizes);
        Assert.Null(IndexFile.Save(top, forged.Build(head.Times, head.Moment), UnixFileMode.UserRead | UnixFileMode.UserWrite));
        var maildrop = await _temp.OpenAsync();
        Assert.Equal(2, maildrop.Messages.Count);
        await File.AppendAllTextAsync(_temp["new/1.a"], "more\n");
        await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
        await maildrop.DisposeAsync();
        await (await _temp.OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_lock_with_unknown_content_is_held_by_nobody_known()
    {
        await File.WriteAllTextAsync(_temp["restante.lock"], "");
        using var locker = Process.Start(new ProcessStartInfo("flock", [_temp["restante.lock"], "-c", "echo locked; read x"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
        Assert.Equal("locked", await locker.StandardOutput.ReadLineAsync());
        Assert.Null(Assert.IsType<OpenOutcome.InUse>(await _temp.Store().OpenAsync(Ann, Holder, default)).Holder);
        locker.StandardInput.Close();
        await locker.WaitForExitAsync();
        Assert.Empty(await _temp.IdsAsync());
    }

    [Fact]
    public async Task A_lock_that_is_a_symbolic_link_is_an_error()
    {
        File.CreateSymbolicLink(_temp["restante.lock"], Path.Combine(_temp.Root, "victim"));
        await Assert.ThrowsAsync<StoreException>(_temp.OpenAsync);
        Assert.False(File.Exists(Path.Combine(_temp.Root, "victim")));
    }

    [Fact]
    public async Task A_lock_that_is_another_name_of_a_file_locks_and_is_not_written()
    {
        var victim = Path.Combine(_temp.Root, "victim");
        await File.WriteAllTextAsync(victim, "precious");
        using (var link = Process.Start("ln", [victim, _temp["restante.lock"]]))
        {
            await link.WaitForExitAsync();
        }

        _temp.Put("new/1.a", "a\n");
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.IsType<OpenOutcome.InUse>(await _temp.Store().OpenAsync(Ann, Holder, default));
            Assert.Equal([new(1)], (await maildrop.RemoveAsync([new(1)])).Removed);
        }

        Assert.Equal("precious", await File.ReadAllTextAsync(victim));
    }

    [Fact]
    public async Task An_opening_that_fails_leaves_an_interrupted_removal_on_record()
    {
        await File.WriteAllTextAsync(_temp["restante.lock"], "\nremoving=1\n1.a\n");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var folders = MaildirFolders.Open(MaildirPath.Parse(_temp.Root + "/{user}/Maildir"), Ann, Mode))
        using (var taken = MaildirLock.TryTake(folders, Holder, Mode, out _))
        {
            Assert.Equal(["1.a"], taken?.Found.Removing);
        }

        await using var maildrop = await _temp.OpenAsync();
        Assert.Equal(["1.a"], maildrop.Interrupted?.Gone);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial SafeFileHandle Duplicate(int handle);
}
