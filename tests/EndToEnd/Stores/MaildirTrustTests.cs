using System.Collections.Concurrent;
using System.Diagnostics;
using Restante.Contracts;
using Restante.EndToEnd.Processes;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

/// <summary>When the index is believed without a look at the folders, and when it must not be.</summary>
public sealed class MaildirTrustTests : IDisposable
{
    // Before the folders, whose age it tells.
    private readonly Stopwatch _age = Stopwatch.StartNew();
    private readonly TempMaildir _temp = new();

    public MaildirTrustTests()
    {
        _temp.Put("new/1.a", "a\n");
        _temp.Put("cur/2.b:2,S", "bb\n");
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_session_after_one_that_found_the_folders_settled_lists_nothing_and_sees_the_same()
    {
        await SettleAsync();
        var written = Inode();
        await using var maildrop = await _temp.OpenAsync();
        Assert.True(Trusted(maildrop));
        Assert.Equal(["1.a", "2.b"], Ids(maildrop));
        Assert.Equal([3, 4], Sizes(maildrop));
        Assert.Equal("a\n", await ReadAsync(maildrop, 1));
        Assert.Equal("bb\n", await ReadAsync(maildrop, 2));
        Assert.Equal(written, Inode());
    }

    [Fact]
    public async Task Folders_that_changed_a_moment_ago_are_listed_again_though_their_times_stand()
    {
        var store = Store(_temp.Root, _temp, new MaildirOptions { Path = "/{user}" }.Settling);
        for (var session = 0; session < 3; session++)
        {
            await using var maildrop = await OpenAsync(store);
            Assert.False(Trusted(maildrop) && _age.Elapsed < TimeSpan.FromSeconds(2));
            Assert.Equal(["1.a", "2.b"], Ids(maildrop));
        }
    }

    [Fact]
    public async Task No_message_is_missed_that_was_stored_before_the_session_began_however_fast_they_come()
    {
        using var child = MaildirChild.Start(MaildirChild.DeliverOn, _temp.Root);
        var stored = new ConcurrentQueue<string>();
        var reading = Task.Run(async () =>
        {
            while (await child.StandardOutput.ReadLineAsync() is { } id)
            {
                stored.Enqueue(id);
            }
        });
        var trusted = 0;
        var sessions = 0;
        for (var watch = Stopwatch.StartNew(); Goes(watch.Elapsed); sessions++)
        {
            var before = stored.ToArray();
            await using var maildrop = await _temp.OpenAsync();
            trusted += Trusted(maildrop) ? 1 : 0;
            Assert.Empty(before.Except(Ids(maildrop)));
        }

        await child.StandardInput.WriteLineAsync();
        await child.WaitForExitAsync();
        await reading;

        // On a busy machine, until it was put to the test.
        bool Goes(TimeSpan time) => time < TimeSpan.FromSeconds(20) ? trusted < 100 || stored.Count < 1000 : trusted < 10 && time < TimeSpan.FromMinutes(2);
        Assert.Equal(stored.Concat(["1.a", "2.b"]).Order(), (await _temp.IdsAsync()).Order());

        // Otherwise it was never put to the test.
        Assert.True(trusted >= 10, $"{trusted} of {sessions} sessions trusted the index, {stored.Count} messages came");
    }

    [MountFact]
    public async Task No_message_is_missed_where_the_file_systems_clock_ticks_in_seconds()
    {
        // Small inodes have no room for parts of a second. Where there is no such file system, the test above has to do.
        var image = Path.Combine(_temp.Root, "image");
        using var made = Process.Start(new ProcessStartInfo("mkfs.ext2", ["-q", "-I", "128", image, "4M"]) { RedirectStandardError = true, UseShellExecute = false })!;
        await made.StandardError.ReadToEndAsync();
        await made.WaitForExitAsync();
        Assert.Equal(0, made.ExitCode);
        var root = Directory.CreateDirectory(Path.Combine(_temp.Root, "mounted")).FullName;
        using var disk = Mounted.TryMount(root, "-o", "loop", image) is null ? new Mounted(root) : null;
        if (disk is null)
        {
            return;
        }

        // With the rule switched off (trusted whatever the folders' age), this same sequence does miss one.
        var careless = Store(root, _temp, TimeSpan.FromHours(-1));
        var stored = 0;
        var missed = false;
        for (var round = 0; round < 100 && !missed; round++)
        {
            stored = await StoreAsync(root, stored);
            missed = (await CountAsync(careless)).Count != stored;
        }

        Assert.True(missed);
        File.Delete(Path.Combine(root, "ann", "Maildir", "restante-index"));
        var store = Store(root, _temp, TimeSpan.Zero);
        for (var second = 0; second < 3; second++)
        {
            for (var message = 0; message < 50; message++)
            {
                stored = await StoreAsync(root, stored);
                Assert.Equal(stored, (await CountAsync(store)).Count);
                Assert.Equal(stored, (await CountAsync(store)).Count);
            }

            var limit = Stopwatch.StartNew();
            while (!(await CountAsync(store)).Trusted)
            {
                Assert.True(limit.Elapsed < TimeSpan.FromSeconds(20), "the index was never trusted");
            }
        }
    }

    private static async Task<int> StoreAsync(string root, int stored)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "ann", "Maildir", "new")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, $"{stored + 1}.a"), "a\n");
        return stored + 1;
    }

    private static async Task<(int Count, bool Trusted)> CountAsync(MaildirStore store)
    {
        await using var maildrop = await OpenAsync(store);
        return (maildrop.Messages.Count, Trusted(maildrop));
    }

    [Fact]
    public async Task A_large_index_that_is_damaged_behind_its_head_is_made_anew_while_the_session_goes_on()
    {
        var ids = await ManyAsync();
        await DamageAsync(await File.ReadAllBytesAsync(_temp["restante-index"]));
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.True(Trusted(maildrop));
            Assert.Equal(ids.Length, maildrop.Messages.Count);
            Assert.Empty(_temp.Log);
            Assert.Equal(ids, Ids(maildrop));
            Assert.Equal("a\n", await ReadAsync(maildrop, 1));
            Assert.Single(_temp.Log);
        }

        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.Single(_temp.Log);
    }

    [Fact]
    public async Task A_large_index_that_is_damaged_and_announced_what_is_not_there_gives_no_list_and_is_made_anew()
    {
        var ids = await ManyAsync();
        var index = Read();
        Write(index, index.Head.Moment, "9.ghost");
        await DamageAsync(await File.ReadAllBytesAsync(_temp["restante-index"]));
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.True(Trusted(maildrop));
            Assert.Throws<StoreException>(maildrop.Messages.Load);
            await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
            Assert.Empty(maildrop.ArrivedBefore(DateTimeOffset.MaxValue));
        }

        Assert.Equal(ids, await _temp.IdsAsync());
    }

    [Fact]
    public async Task A_message_that_came_is_seen_though_somebody_set_the_folders_time_back()
    {
        await SettleAsync();
        var time = Directory.GetLastWriteTimeUtc(_temp["cur"]);
        _temp.Put("cur/3.c:2,", "c\n");
        Directory.SetLastWriteTimeUtc(_temp["cur"], time);
        Assert.Equal(["1.a", "2.b", "3.c"], await _temp.IdsAsync());
    }

    [Fact]
    public async Task A_folder_in_the_place_of_another_is_listed()
    {
        await SettleAsync();
        Directory.Move(_temp["cur"], _temp["cur.old"]);
        Directory.CreateDirectory(_temp["cur"]);
        _temp.Put("cur/3.c:2,", "c\n");
        Assert.Equal(["1.a", "3.c"], await _temp.IdsAsync());
    }

    [Fact]
    public async Task Folders_with_times_in_the_future_are_listed_each_time()
    {
        Directory.SetLastWriteTimeUtc(_temp["new"], TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));
        for (var session = 0; session < 3; session++)
        {
            await using var maildrop = await _temp.OpenAsync();
            Assert.False(Trusted(maildrop));
        }
    }

    [Fact]
    public async Task An_index_from_a_time_that_has_not_come_is_not_trusted_for_the_clock_was_set_back()
    {
        await SettleAsync();
        var index = Read();
        Write(index, index.Head.Moment + (long)TimeSpan.FromHours(1).TotalNanoseconds);
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.False(Trusted(maildrop));
            Assert.Equal(["1.a", "2.b"], Ids(maildrop));
        }

        Assert.InRange(Read().Head.Moment, index.Head.Moment, index.Head.Moment + (long)TimeSpan.FromMinutes(10).TotalNanoseconds);
    }

    [Fact]
    public async Task A_file_that_is_missing_though_the_times_stand_is_unavailable_alone_and_looked_for_by_the_next_session()
    {
        await SettleAsync();
        var index = Read();
        Write(index, index.Head.Moment, "9.ghost");
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.True(Trusted(maildrop));
            Assert.Equal(["1.a", "2.b", "9.ghost"], Ids(maildrop));
            var error = await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 3));
            Assert.EndsWith("is gone", error.Message, StringComparison.Ordinal);
            Assert.Equal("a\n", await ReadAsync(maildrop, 1));
        }

        Assert.Equal(["1.a", "2.b"], await _temp.IdsAsync());
    }

    [Fact]
    public async Task A_message_delivered_while_a_session_that_trusts_the_index_looks_for_another_is_seen_by_the_next()
    {
        await SettleAsync();
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.True(Trusted(maildrop));
            File.Move(_temp["new/1.a"], _temp["cur/1.a:2,"]);
            _temp.Put("new/3.c", "c\n");
            await TickAsync();
            Assert.Equal("a\n", await ReadAsync(maildrop, 1));
            Assert.Equal(2, maildrop.Messages.Count);
        }

        Assert.Equal(["1.a", "2.b", "3.c"], await _temp.IdsAsync());
    }

    [Fact]
    public async Task What_a_session_that_trusts_the_index_removes_is_gone_for_the_next()
    {
        await SettleAsync();
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.True(Trusted(maildrop));
            Assert.Equal([new(2)], (await maildrop.RemoveAsync([new(2)])).Removed);
        }

        Assert.Equal(["1.a"], await _temp.IdsAsync());
        Assert.Empty(_temp.Files("cur"));
    }

    [Fact]
    public async Task A_second_name_of_a_file_keeps_its_folders_from_being_trusted()
    {
        using (var link = Process.Start("ln", [_temp["new/1.a"], _temp["cur/1.a:2,S"]]))
        {
            await link.WaitForExitAsync();
        }

        await TickAsync();
        await _temp.IdsAsync();
        await using var maildrop = await _temp.OpenAsync();
        Assert.False(Trusted(maildrop));
        Assert.Equal([new(1)], (await maildrop.RemoveAsync([new(1)])).Removed);
        Assert.Empty(_temp.Files("new"));
        Assert.Equal(["2.b:2,S"], _temp.Files("cur"));
    }

    [Fact]
    public async Task A_message_that_has_changed_is_measured_anew_by_a_session_that_might_have_trusted_the_index()
    {
        await SettleAsync();
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.True(Trusted(maildrop));
            _temp.Put("new/1.a", "longer\n");
            await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
        }

        await using var next = await _temp.OpenAsync();
        Assert.Equal([8, 4], Sizes(next));
        Assert.Equal("longer\n", await ReadAsync(next, 1));
    }

    [Fact]
    public async Task Arrival_is_told_without_a_listing()
    {
        File.SetLastWriteTimeUtc(_temp["new/1.a"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await SettleAsync();
        await using var maildrop = await _temp.OpenAsync();
        Assert.True(Trusted(maildrop));
        Assert.Equal([new(1)], maildrop.ArrivedBefore(new DateTimeOffset(2002, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task An_index_of_version_1_gives_its_unique_ids_and_their_order_to_version_2()
    {
        _temp.Put("new/1.a,S=1", "x");
        await File.WriteAllBytesAsync(_temp["restante-index"], VersionOneIndex.Of(
            ("2.b", "", 3), ("1.a,S=1", "1.a", 1), ("1.a", "x0123456789abcdef0123456789abcdef", 2)));
        string[] ids = ["2.b", "1.a", "x0123456789abcdef0123456789abcdef"];
        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.Empty(_temp.Log);
        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.Equal(2, (await File.ReadAllBytesAsync(_temp["restante-index"]))[7]);
    }

    /// <summary>So many messages that a session reads no more of their index than it needs.</summary>
    private async Task<string[]> ManyAsync()
    {
        for (var message = 1000; message < 3000; message++)
        {
            _temp.Put($"new/{message}.many.example.org", "a\n");
        }

        await SettleAsync();
        Assert.InRange(new FileInfo(_temp["restante-index"]).Length, 65_537, 1_000_000);
        return await _temp.IdsAsync();
    }

    private Task DamageAsync(byte[] index)
    {
        index[^1] ^= 1;
        return File.WriteAllBytesAsync(_temp["restante-index"], index);
    }

    private static bool Trusted(IMaildrop maildrop) => Assert.IsType<MaildirDrop>(maildrop).TrustedIndex;

    /// <summary>Opens until the index is one that the next session trusts.</summary>
    private async Task SettleAsync()
    {
        for (var session = 0; session < 100; session++)
        {
            await using var maildrop = await _temp.OpenAsync();
            if (Trusted(maildrop))
            {
                return;
            }

            await TickAsync();
        }

        Assert.Fail("the index was never trusted");
    }

    /// <summary>Returns when the file system's clock shows another time.</summary>
    private async Task TickAsync()
    {
        var path = _temp["tmp/clock"];
        await File.WriteAllTextAsync(path, "");
        var first = File.GetLastWriteTimeUtc(path);
        do
        {
            await File.WriteAllTextAsync(path, "");
        }
        while (File.GetLastWriteTimeUtc(path) == first);
    }

    private IndexedMessages Read()
    {
        var content = File.ReadAllBytes(_temp["restante-index"]);
        var read = IndexFormat.Read(content, content.Length, out var fault);
        Assert.Null(fault);
        return read!;
    }

    /// <summary>The index with another moment and, where one is named, one message more.</summary>
    private void Write(IndexedMessages index, long moment, string? ghost = null)
    {
        var builder = new IndexedMessages.Builder(index.Count + 1);
        for (var message = 0; message < index.Count; message++)
        {
            builder.Add(index.FolderOf(message), index.Name(message), false, index.List.UniqueId(MessageNumber.FromIndex(message)), index.Sizes(message));
        }

        if (ghost is not null)
        {
            var name = System.Text.Encoding.ASCII.GetBytes(ghost);
            builder.Add(Folder.New, name, false, name, new Measurement(1, 3, MessageFlags.None));
        }

        File.WriteAllBytes(_temp["restante-index"], IndexFormat.Write(builder.Build(index.Head.Times, moment)));
    }

    private long Inode()
    {
        using var folder = Opened();
        Assert.Equal(Server.Stores.Maildir.Posix.Errno.None, folder.Status("restante-index"u8, out var status));
        return (long)status.Inode;
    }

    private Server.Stores.Maildir.Posix.PosixDirectory Opened()
    {
        _ = Server.Stores.Maildir.Posix.PosixDirectory.TryOpen(_temp.Maildir, out var folder);
        return folder!;
    }
}
