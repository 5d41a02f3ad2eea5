using Restante.EndToEnd.Processes;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

public sealed class MaildirRemovalTests : IDisposable
{
    private readonly TempMaildir _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_message_that_cannot_be_removed_is_named_and_the_others_are_removed()
    {
        _temp.Put("new/1.a", "a\n");
        _temp.Put("new/2.b", "b\n");
        await using (var maildrop = await _temp.OpenAsync())
        {
            // A folder in the file's place cannot be unlinked, not even by root.
            File.Delete(_temp["new/1.a"]);
            Directory.CreateDirectory(_temp["new/1.a"]);
            var removal = await maildrop.RemoveAsync([new(1), new(2)]);
            Assert.Equal([new(2)], removal.Removed);
            Assert.Equal([new(1)], removal.Failed);
            Assert.Contains("1.a", removal.Reason, StringComparison.Ordinal);
        }

        Assert.Empty(_temp.Files("new"));
    }

    [Fact]
    public async Task Without_permission_nothing_is_removed_and_the_reason_says_so()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        _temp.Put("new/1.a", "a\n");
        await using var maildrop = await _temp.OpenAsync();
        File.SetUnixFileMode(_temp["new"], (UnixFileMode)0b101_101_101);
        var removal = Unprivileged.AsNobody(() => maildrop.RemoveAsync([new(1)]));
        Assert.Equal([new(1)], removal.Failed);
        Assert.EndsWith("permission denied (EACCES)", removal.Reason, StringComparison.Ordinal);
        Assert.Equal(["1.a"], _temp.Files("new"));
    }

    [Fact]
    public async Task Messages_that_were_moved_and_flagged_are_removed()
    {
        for (var i = 1; i <= 50; i++)
        {
            _temp.Put($"new/{i}.a", "a\n");
        }

        await using (var maildrop = await _temp.OpenAsync())
        {
            for (var i = 1; i <= 50; i++)
            {
                File.Move(_temp[$"new/{i}.a"], _temp[$"cur/{i}.a:2,S"]);
            }

            var numbers = Enumerable.Range(1, 49).Select(number => new MessageNumber(number)).ToList();
            Assert.Equal(numbers, (await maildrop.RemoveAsync(numbers)).Removed);
        }

        Assert.Empty(_temp.Files("new"));
        Assert.Equal(["50.a:2,S"], _temp.Files("cur"));
        Assert.Equal(["50.a"], await _temp.IdsAsync());
    }

    [Fact]
    public async Task A_message_of_which_more_than_the_flags_was_renamed_is_left_and_reported()
    {
        _temp.Put("new/1.a", "a\n");
        await using var maildrop = await _temp.OpenAsync();
        File.Move(_temp["new/1.a"], _temp["cur/1.a,U=5:2,S"]);
        var removal = await maildrop.RemoveAsync([new(1)]);
        Assert.Equal([new(1)], removal.Failed);
        Assert.Equal(["1.a,U=5:2,S"], _temp.Files("cur"));
    }

    [Theory]
    [InlineData("remove-after-announcing", 3)]
    [InlineData("remove-after-unlink", 2)]
    [InlineData("remove-after-sync", 0)]
    public async Task A_process_killed_while_removing_leaves_a_record_of_what_is_gone_and_what_is_left(string faultPoint, int left)
    {
        for (var i = 1; i <= 3; i++)
        {
            _temp.Put($"new/{i}.a", "a\n");
        }

        await MaildirChild.DieAsync(MaildirChild.Remove, _temp.Root, faultPoint);
        string[] ids = ["1.a", "2.a", "3.a"];
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.Equal(Holder, maildrop.Interrupted?.Holder);
            Assert.Equal(ids[..^left], maildrop.Interrupted?.Gone);
            Assert.Equal(ids[^left..], maildrop.Interrupted?.Left);
            Assert.Equal(ids[^left..], Ids(maildrop));
        }

        // Whoever saw it may have died before it was in the log.
        await using (var again = await _temp.OpenAsync())
        {
            Assert.Equal(Holder, again.Interrupted?.Holder);
            Assert.Equal(ids[..^left], again.Interrupted?.Gone);
            again.InterruptionRecorded();
        }

        await using var next = await _temp.OpenAsync();
        Assert.Null(next.Interrupted);
    }

    [Fact]
    public async Task What_is_removed_stays_announced_until_the_session_ends_for_its_receipt_is_not_written_yet()
    {
        _temp.Put("new/1.a", "a\n");
        await using (var maildrop = await _temp.OpenAsync())
        {
            await maildrop.RemoveAsync([new(1)]);

            // Not by .NET's own means: they respect our lock.
            var content = await Tool.RunAsync("cat", [_temp["restante.lock"]]);
            Assert.True(content.Output.AsSpan().EndsWith("removing=1\n1.a\n"u8), "the lock file does not name what is removed");
        }

        Assert.Empty(await File.ReadAllTextAsync(_temp["restante.lock"]));
    }
}
