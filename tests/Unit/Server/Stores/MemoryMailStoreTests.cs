using Restante.Contracts;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using Restante.Server.Stores.Memory;

namespace Restante.Unit.Server.Stores;

public sealed class MemoryMailStoreTests : MailStoreContract
{
    private readonly MemoryMailStore _store = new();

    protected override IMailStore Store => _store;

    [Fact]
    public async Task A_seeded_message_has_the_unique_id_it_was_given()
    {
        Assert.Equal("my-id", _store.Add(Ann, "a\n"u8, "my-id"));
        await using var maildrop = await OpenAsync();
        Assert.Equal(["my-id"], Ids(maildrop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("ü")]
    public void A_seeded_unique_id_must_be_legal(string uniqueId) =>
        Assert.Throws<ArgumentException>(() => _store.Add(Ann, "a\n"u8, uniqueId));

    [Fact]
    public void A_seeded_unique_id_cannot_be_used_twice()
    {
        _store.Add(Ann, "a\n"u8, "m2");
        Assert.Throws<ArgumentException>(() => _store.Add(Ann, "a\n"u8, "m2"));
        Assert.Equal("m3", _store.Add(Ann, "b\n"u8));
    }

    [Fact]
    public async Task A_body_that_fails_at_an_octet_gives_all_octets_before_it()
    {
        var id = _store.Add(Ann, "abcdef\n"u8);
        _store[Ann].FailReadingAt(id, 4);
        await using var maildrop = await OpenAsync();
        await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
        var buffer = new byte[3];
        Assert.Equal(3, await body.ReadAsync(buffer, default));
        Assert.Equal(1, await body.ReadAsync(buffer, default));
        await Assert.ThrowsAsync<MessageUnavailableException>(async () => await body.ReadAsync(buffer, default));
    }

    [Fact]
    public async Task A_body_that_fails_at_octet_0_cannot_be_opened()
    {
        _store[Ann].FailReadingAt(_store.Add(Ann, "a\n"u8), 0);
        await using var maildrop = await OpenAsync();
        await Assert.ThrowsAsync<MessageUnavailableException>(async () => await maildrop.OpenBodyAsync(new MessageNumber(1), default));
    }

    [Fact]
    public async Task A_removal_that_fails_says_which_message_is_left_and_why()
    {
        _store.Add(Ann, "a\n"u8, "one");
        _store.Add(Ann, "b\n"u8, "two");
        _store[Ann].FailRemoving("one", "the disk is old");
        await using var maildrop = await OpenAsync();
        var removal = await maildrop.RemoveAsync([new(1), new(2)]);
        Assert.Equal([new(2)], removal.Removed);
        Assert.Equal([new(1)], removal.Failed);
        Assert.Equal("the disk is old", removal.Reason);
        Assert.Equal(["one"], _store[Ann].UniqueIds);
    }

    [Fact]
    public async Task A_session_that_lost_its_lease_is_told_and_removes_nothing()
    {
        _store.Add(Ann, "a\n"u8, "one");
        await using var loser = await OpenAsync();
        _store[Ann].LoseLease();
        Assert.True(loser.LeaseLost.IsCancellationRequested);
        await using var winner = await OpenAsync();
        await Assert.ThrowsAsync<StoreException>(async () => await loser.RemoveAsync([new(1)]));
        Assert.Equal(["one"], _store[Ann].UniqueIds);
        await loser.DisposeAsync();
        Assert.IsType<OpenOutcome.InUse>(await _store.OpenAsync(Ann, Holder, default));
    }

    [Fact]
    public async Task A_store_that_fails_fails_as_asked_and_heals()
    {
        _store[Ann].FailOpening("no disk");
        _store[Ann].FailDelivering("no room");
        Assert.Equal("no disk", (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Message);
        Assert.Equal("no room", (await Assert.ThrowsAsync<StoreException>(() => DeliverAsync("a\n"))).Message);
        _store[Ann].FailOpening(null);
        _store[Ann].FailDelivering(null);
        await DeliverAsync("a\n");
        await (await OpenAsync()).DisposeAsync();
    }
}
