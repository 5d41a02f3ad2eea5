using System.Diagnostics;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

public sealed class MaildirIndexTests : IDisposable
{
    private readonly TempMaildir _temp = new();

    public MaildirIndexTests()
    {
        _temp.Put("new/1.a", "a\n");
        _temp.Put("cur/2.b,S=3:2,S", "bb\n");
        _temp.Put("new/3.with space", "ccc\n");
        _temp.Put("cur/4.d:2,", "d");
        _temp.Put("cur/4.d:2,S", "other\n");
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_damaged_or_cut_index_changes_no_unique_id_and_is_made_anew()
    {
        var ids = await _temp.IdsAsync();
        var whole = await File.ReadAllBytesAsync(_temp["restante-index"]);
        for (var at = 0; at < whole.Length; at += 3)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x20;
            await AssertSameIdsAsync(damaged, ids);
            await AssertSameIdsAsync(whole[..at], ids);
        }

        await AssertSameIdsAsync([.. whole, 0], ids);
    }

    [Fact]
    public async Task An_index_is_written_only_when_something_changed()
    {
        // With the folders' times as young as they are here, no session knows more than the one before.
        var store = Store(_temp.Root, _temp, TimeSpan.FromHours(1));
        await (await OpenAsync(store)).DisposeAsync();
        var marker = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_temp["restante-index"], marker);
        await (await OpenAsync(store)).DisposeAsync();
        File.Move(_temp["new/1.a"], _temp["cur/1.a:2,S"]);
        await (await OpenAsync(store)).DisposeAsync();
        Assert.Equal(marker, File.GetLastWriteTimeUtc(_temp["restante-index"]));
        File.Delete(_temp["cur/1.a:2,S"]);
        await (await OpenAsync(store)).DisposeAsync();
        Assert.NotEqual(marker, File.GetLastWriteTimeUtc(_temp["restante-index"]));
        Assert.Empty(_temp.Log);
    }

    [Fact]
    public async Task An_index_of_absurd_length_is_not_read()
    {
        var ids = await _temp.IdsAsync();
        using (var index = File.OpenWrite(_temp["restante-index"]))
        {
            index.SetLength(1L << 40);
        }

        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.Single(_temp.Log);
    }

    [Fact]
    public async Task An_index_that_is_a_link_is_not_followed_and_is_replaced()
    {
        var victim = Path.Combine(_temp.Root, "victim");
        await File.WriteAllTextAsync(victim, "precious");
        File.CreateSymbolicLink(_temp["restante-index"], victim);
        using (var link = Process.Start("ln", [victim, _temp["restante-index.new"]]))
        {
            await link.WaitForExitAsync();
        }

        var ids = await _temp.IdsAsync();
        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.Equal("precious", await File.ReadAllTextAsync(victim));
        Assert.Single(_temp.Log);
    }

    [Theory]
    [InlineData("index-after-write")]
    [InlineData("index-after-rename")]
    public async Task A_process_killed_while_writing_the_index_changes_no_unique_id(string faultPoint)
    {
        await MaildirChild.DieAsync(MaildirChild.Hold, _temp.Root, faultPoint);
        var ids = await _temp.IdsAsync();
        File.Delete(_temp["restante-index"]);
        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.False(File.Exists(_temp["restante-index.new"]));
    }

    private async Task AssertSameIdsAsync(byte[] index, string[] ids)
    {
        _temp.Log.Clear();
        await File.WriteAllBytesAsync(_temp["restante-index"], index);
        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.Single(_temp.Log);
        Assert.Equal(ids, await _temp.IdsAsync());
        Assert.Single(_temp.Log);
    }
}
