using Restante.EndToEnd.Processes;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

public sealed class MaildirDeliveryTests : IDisposable
{
    private readonly TempMaildir _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_delivered_file_is_private_named_with_its_sizes_and_leaves_nothing_in_tmp()
    {
        var receipt = await _temp.Store().DeliverAsync(Ann, new MemoryStream("a\nb"u8.ToArray()), default);
        Assert.Equal(6, receipt.Octets);
        Assert.Equal([$"{receipt.UniqueId},S=3,W=6"], _temp.Files("new"));
        Assert.Equal("a\nb", await File.ReadAllTextAsync(Directory.GetFiles(_temp["new"]).Single()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(_temp["new"]).Single()));
        Assert.Empty(_temp.Files("tmp"));
    }

    [Fact]
    public async Task Deliveries_side_by_side_are_all_stored()
    {
        var store = _temp.Store();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            number => Task.Run(async () => await store.DeliverAsync(Ann, new MemoryStream(new byte[number]), default))));
        Assert.Equal(200, receipts.Select(receipt => receipt.UniqueId).Distinct().Count());
        Assert.Equal(receipts.Select(receipt => receipt.UniqueId).Order(), (await _temp.IdsAsync()).Order());
    }

    [Theory]
    [InlineData("deliver-after-create", 0)]
    [InlineData("deliver-after-write", 0)]
    [InlineData("deliver-after-sync", 0)]
    [InlineData("deliver-after-link", 1)]
    [InlineData("deliver-after-publish", 1)]
    public async Task A_process_killed_while_delivering_leaves_a_whole_message_or_none(string faultPoint, int messages)
    {
        await MaildirChild.DieAsync(MaildirChild.Deliver, _temp.Root, faultPoint);
        await using var maildrop = await _temp.OpenAsync();
        Assert.Equal(messages, maildrop.Messages.Count);
        for (var number = 1; number <= messages; number++)
        {
            Assert.Equal("delivered\n", await ReadAsync(maildrop, number));
        }
    }

    [MountFact]
    public async Task On_a_full_disk_a_delivery_fails_leaves_nothing_and_reading_and_removing_go_on()
    {
        using var disk = Mounted.Mount(_temp.Maildir, "-t", "tmpfs", "-o", "size=64k", "none");
        Directory.CreateDirectory(_temp["new"]);
        _temp.Put("new/1.a", "a\n");
        Assert.Equal(["1.a"], await _temp.IdsAsync());
        var error = await Assert.ThrowsAsync<StoreException>(
            async () => await _temp.Store().DeliverAsync(Ann, new MemoryStream(new byte[100_000]), default));
        Assert.EndsWith("the disk is full (ENOSPC)", error.Message, StringComparison.Ordinal);
        Assert.Empty(_temp.Files("tmp"));
        Assert.Equal(["1.a"], _temp.Files("new"));

        // Fill what is left: neither index nor lock can be written now.
        File.Delete(_temp["restante-index"]);
        await Assert.ThrowsAnyAsync<IOException>(() => File.WriteAllBytesAsync(_temp["filler"], new byte[100_000]));
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.Equal("a\n", await ReadAsync(maildrop, 1));
            Assert.Equal([new(1)], (await maildrop.RemoveAsync([new(1)])).Removed);
        }

        Assert.Contains(_temp.Log, line => line.Contains("the index was not written", StringComparison.Ordinal));
        Assert.Contains(_temp.Log, line => line.Contains("without a note", StringComparison.Ordinal));
    }

    [MountFact]
    public async Task A_maildrop_on_a_read_only_disk_can_be_read_by_one_session_and_not_changed()
    {
        _temp.Put("new/1.a", "a\n");
        await _temp.IdsAsync();
        _temp.Put("new/2.b", "b\n");
        using var bound = Mounted.Mount(_temp.Root, "--bind", _temp.Root);
        Assert.Null(Mounted.TryMount(_temp.Root, "-o", "remount,bind,ro"));
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.Equal(["1.a", "2.b"], Ids(maildrop));
            Assert.Equal("b\n", await ReadAsync(maildrop, 2));
            Assert.IsType<OpenOutcome.InUse>(await _temp.Store().OpenAsync(Ann, Holder, default));
            var removal = await maildrop.RemoveAsync([new(1)]);
            Assert.Equal([new(1)], removal.Failed);
            Assert.EndsWith("the file system is read-only (EROFS)", removal.Reason, StringComparison.Ordinal);
        }

        Assert.Single(_temp.Log, line => line.Contains("the index was not written", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<StoreException>(
            async () => await _temp.Store().DeliverAsync(Ann, new MemoryStream(), default));
        Assert.EndsWith("the file system is read-only (EROFS)", error.Message, StringComparison.Ordinal);
    }
}
