using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using static Restante.EndToEnd.Stores.TempMaildir;

namespace Restante.EndToEnd.Stores;

public sealed class MaildirSizeTests : IDisposable
{
    /// <summary>20,000 lines of 5 octets with LF: 100,000 in the file, 120,000 on the wire.</summary>
    private static readonly string Large = string.Concat(Enumerable.Repeat("abcd\n", 20_000));
    private static readonly string LargeCrLf = string.Concat(Enumerable.Repeat("abc\r\n", 20_000));

    private readonly TempMaildir _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("1.a")]
    [InlineData("1.a,S=100000")]
    [InlineData("1.a,S=100000,W=120000")]
    [InlineData("1.a,S=100001,W=120000")]
    [InlineData("1.a,S=100000,W=100000")]
    [InlineData("1.a,S=100000,W=100001")]
    [InlineData("1.a,S=100000,W=99999")]
    [InlineData("1.a,S=100000,W=200003")]
    public async Task A_large_message_is_listed_with_its_true_size_whatever_a_name_says_that_cannot_be_true(string name)
    {
        _temp.Put("new/" + name, Large);
        for (var session = 0; session < 2; session++)
        {
            await using var maildrop = await _temp.OpenAsync();
            Assert.Equal([120_000], Sizes(maildrop));
            await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
            Assert.Equal(120_000, body.Octets);
            Assert.False(body.WireReady);
        }

        Assert.Equal([name], _temp.Files("new"));
    }

    [Theory]
    [InlineData("1.a", 100_000)]
    [InlineData("1.a,S=100000,W=100000", 100_000)]
    [InlineData("1.a,S=100000,W=120000", 100_000)]
    public async Task A_large_message_with_CRLF_is_ready_for_the_wire(string name, long octets)
    {
        _temp.Put("new/" + name, LargeCrLf);
        for (var session = 0; session < 2; session++)
        {
            await using var maildrop = await _temp.OpenAsync();
            Assert.Equal([octets], Sizes(maildrop));
            await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
            Assert.Equal(octets, body.Octets);
            Assert.True(body.WireReady);
        }
    }

    [Fact]
    public async Task A_size_that_was_believed_and_is_wrong_is_mended_when_the_message_is_read()
    {
        _temp.Put("new/1.a,S=100000,W=119999", Large);
        await using (var maildrop = await _temp.OpenAsync())
        {
            Assert.Equal([119_999], Sizes(maildrop));
            await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
            Assert.Equal(120_000, body.Octets);
        }

        await using var next = await _temp.OpenAsync();
        Assert.Equal([120_000], Sizes(next));
        Assert.Contains(_temp.Log, line => line.Contains("119999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_message_without_a_final_line_end_is_not_believed()
    {
        _temp.Put("new/1.a,S=100001,W=120001", Large + "x");
        await using var maildrop = await _temp.OpenAsync();
        Assert.Equal([120_003], Sizes(maildrop));
    }

    [Fact]
    public async Task Wrong_sizes_of_small_messages_are_not_even_looked_at()
    {
        _temp.Put("new/1.a,S=5,W=9", "a\nb");
        await using var maildrop = await _temp.OpenAsync();
        Assert.Equal([6], Sizes(maildrop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("longer than before\n")]
    public async Task A_message_that_changes_in_a_session_is_unavailable_and_measured_anew_by_the_next(string content)
    {
        _temp.Put("new/1.a", "a\n");
        _temp.Put("new/2.b", "b\n");
        await using (var maildrop = await _temp.OpenAsync())
        {
            _temp.Put("new/1.a", content);
            await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
            Assert.Equal("b\n", await ReadAsync(maildrop, 2));
        }

        await using var next = await _temp.OpenAsync();
        Assert.Equal(["1.a", "2.b"], Ids(next));
        Assert.Equal(content, await ReadAsync(next, 1));
    }

    [Fact]
    public async Task A_message_that_shrinks_while_it_is_read_ends_with_an_error_and_not_with_an_end()
    {
        _temp.Put("new/1.a", Large);
        await using var maildrop = await _temp.OpenAsync();
        await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
        var buffer = new byte[60_000];
        Assert.Equal(60_000, await body.ReadAsync(buffer, default));
        using (var file = File.OpenWrite(_temp["new/1.a"]))
        {
            file.SetLength(70_000);
        }

        Assert.Equal(10_000, await body.ReadAsync(buffer, default));
        var error = await Assert.ThrowsAsync<MessageUnavailableException>(async () => await body.ReadAsync(buffer, default));
        Assert.Contains("ends after 70000 octets of 100000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_grows_while_it_is_read_ends_where_it_ended()
    {
        _temp.Put("new/1.a", "a\n");
        await using var maildrop = await _temp.OpenAsync();
        await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
        File.AppendAllText(_temp["new/1.a"], "more\n");
        var buffer = new byte[100];
        Assert.Equal(2, await body.ReadAsync(buffer, default));
        Assert.Equal(0, await body.ReadAsync(buffer, default));
    }

    [Fact]
    public async Task A_message_that_vanishes_is_unavailable_alone()
    {
        _temp.Put("new/1.a", "a\n");
        _temp.Put("new/2.b", "b\n");
        await using (var maildrop = await _temp.OpenAsync())
        {
            File.Delete(_temp["new/1.a"]);
            var error = await Assert.ThrowsAsync<MessageUnavailableException>(() => ReadAsync(maildrop, 1));
            Assert.EndsWith("is gone", error.Message, StringComparison.Ordinal);
            Assert.Equal("b\n", await ReadAsync(maildrop, 2));
            Assert.Equal([new(1)], (await maildrop.RemoveAsync([new(1)])).Removed);
        }

        Assert.Equal(["2.b"], await _temp.IdsAsync());
    }

    [Theory]
    [InlineData("cur/1.a:2,S")]
    [InlineData("cur/1.a,U=4:2,S")]
    public async Task A_message_that_moves_in_a_session_is_followed(string moved)
    {
        _temp.Put("new/1.a", "a\n");
        await using var maildrop = await _temp.OpenAsync();
        File.Move(_temp["new/1.a"], _temp[moved]);
        Assert.Equal("a\n", await ReadAsync(maildrop, 1));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_listed_and_does_not_hide_the_others()
    {
        _temp.Put("new/1.a", "a\n");
        _temp.Put("new/2.b", "b\n");
        File.SetUnixFileMode(_temp["new/1.a"], UnixFileMode.None);
        var store = _temp.Store();
        var opened = Unprivileged.Run(_temp.Root, () => store.OpenAsync(Ann, Holder, default));
        await using (var maildrop = Assert.IsType<OpenOutcome.Opened>(opened).Maildrop)
        {
            Assert.Equal([2, 3], Sizes(maildrop));
            var error = Assert.Throws<MessageUnavailableException>(
                () => Unprivileged.Run(_temp.Root, () => maildrop.OpenBodyAsync(new MessageNumber(1), default)));
            Assert.EndsWith("permission denied (EACCES)", error.Message, StringComparison.Ordinal);
        }

        File.SetUnixFileMode(_temp["new/1.a"], UnixFileMode.UserRead);
        await using var healed = await _temp.OpenAsync();
        Assert.Equal(["1.a", "2.b"], Ids(healed));
        Assert.Equal([3, 3], Sizes(healed));
    }
}
