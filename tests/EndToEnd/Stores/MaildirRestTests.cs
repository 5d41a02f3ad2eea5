using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

/// <summary>A maildrop whose session idles holds the lock and hardly anything else, and is the same afterwards, or says that it is not.</summary>
public sealed class MaildirRestTests : IDisposable
{
    private readonly TempMaildir _temp = new();

    public MaildirRestTests()
    {
        _temp.Put("new/1.a", "one\n");
        _temp.Put("cur/2.b:2,S", "two\r\n");
        _temp.Put("cur/3.c:2,", "three\n");
    }

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_the_lock_stays_open_and_everything_is_found_again(bool trusted)
    {
        if (trusted)
        {
            await _temp.SettleAsync();
        }

        await using (var maildrop = await _temp.OpenAsync())
        {
            var before = (Ids(maildrop), Sizes(maildrop));
            Assert.Equal("one\n", await ReadAsync(maildrop, 1));
            maildrop.Rest();
            Assert.Equal([_temp["restante.lock"]], Held());
            Assert.IsType<OpenOutcome.InUse>(await _temp.Store().OpenAsync(Ann, Holder, default));

            Assert.Equal(before.Item1, Ids(maildrop));
            Assert.Equal(before.Item2, Sizes(maildrop));
            Assert.Equal("two\r\n", await ReadAsync(maildrop, 2));
            maildrop.Rest();
            maildrop.Rest();
            var removal = await maildrop.RemoveAsync([new MessageNumber(1), new MessageNumber(3)]);
            Assert.Equal(2, removal.Removed.Count);
        }

        Assert.Empty(Held());
        Assert.Equal(["2.b"], await _temp.IdsAsync());
        Assert.Empty(_temp.Log);
    }

    [Fact]
    public async Task What_other_programs_do_meanwhile_changes_no_number()
    {
        await using var maildrop = await _temp.OpenAsync();
        var before = Ids(maildrop);
        maildrop.Rest();
        File.Move(_temp["new/1.a"], _temp["cur/1.a:2,RS"]);
        File.Delete(_temp["cur/2.b:2,S"]);
        _temp.Put("new/0.new", "new\n");
        Assert.Equal(before, Ids(maildrop));
        Assert.Equal("one\n", await ReadAsync(maildrop, 1));
        await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 2));
        maildrop.Rest();
        Assert.Equal(before, Ids(maildrop));
        Assert.Equal("three\n", await ReadAsync(maildrop, 3));
    }

    [Fact]
    public async Task An_index_that_is_lost_meanwhile_is_made_anew_where_the_messages_are_the_same()
    {
        await using var maildrop = await _temp.OpenAsync();
        var before = Ids(maildrop);
        maildrop.Rest();
        File.Delete(_temp["restante-index"]);
        Assert.Equal(before, Ids(maildrop));
        Assert.Equal("three\n", await ReadAsync(maildrop, 3));
    }

    [Fact]
    public async Task An_index_that_is_lost_meanwhile_never_gives_a_number_to_another_message()
    {
        await using var maildrop = await _temp.OpenAsync();
        _ = Ids(maildrop);
        maildrop.Rest();

        // As many messages, as many octets: only the unique-ids tell.
        File.Delete(_temp["restante-index"]);
        File.Delete(_temp["new/1.a"]);
        _temp.Put("new/4.d", "for\n");
        Assert.Throws<StoreException>(() => Ids(maildrop));
        await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
        await Assert.ThrowsAsync<StoreException>(async () => await maildrop.RemoveAsync([new MessageNumber(1)]));
        Assert.Equal(["4.d"], _temp.Files("new"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_that_took_the_place_of_the_locked_one_is_left_alone(bool link)
    {
        var moved = Path.Combine(_temp.Root, "moved");
        await using (var maildrop = await _temp.OpenAsync())
        {
            maildrop.Rest();
            Directory.Move(_temp.Maildir, moved);
            if (link)
            {
                Directory.CreateSymbolicLink(_temp.Maildir, moved);
            }
            else
            {
                CopyTo(_temp.Maildir, moved);
            }

            await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
            await Assert.ThrowsAsync<StoreException>(async () => await maildrop.RemoveAsync([new MessageNumber(1)]));
            Assert.Empty(maildrop.ArrivedBefore(DateTimeOffset.MaxValue));
        }

        Assert.Equal(["1.a"], _temp.Files("new"));
        Assert.Equal(["1.a"], Directory.GetFiles(Path.Combine(moved, "new")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_that_comes_back_to_its_place_is_the_one_that_was_locked()
    {
        await using var maildrop = await _temp.OpenAsync();
        maildrop.Rest();
        var moved = Path.Combine(_temp.Root, "moved");
        Directory.Move(_temp.Maildir, moved);
        await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
        Directory.Move(moved, _temp.Maildir);
        Assert.Equal("one\n", await ReadAsync(maildrop, 1));
    }

    private static void CopyTo(string target, string source)
    {
        foreach (var folder in (string[])["new", "cur", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(target, folder));
        }

        // But for the lock, which .NET does not read while it is held: a file of that name, as any other session would make it.
        File.WriteAllText(Path.Combine(target, "restante.lock"), "");
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(target, Path.GetRelativePath(source, file)));
        }
    }

    /// <summary>What this process holds of the Maildir.</summary>
    private string[] Held() => [.. Directory.GetFiles("/proc/self/fd")
        .Select(path => new FileInfo(path).LinkTarget)
        .OfType<string>()
        .Where(target => target.StartsWith(_temp.Root, StringComparison.Ordinal))];
}
