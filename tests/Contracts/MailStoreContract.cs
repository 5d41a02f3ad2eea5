using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;

namespace Restante.Contracts;

/// <summary>What every mail store keeps. Each store's tests derive from this and hand in an empty store.</summary>
public abstract class MailStoreContract
{
    protected static readonly MailboxName Ann = Name("ann");
    protected static readonly LeaseHolder Holder = new("s1", "mx1", "192.0.2.7", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    protected abstract IMailStore Store { get; }

    public static TheoryData<string, int, bool> StoredMessages => new()
    {
        { "", 0, true },
        { "a", 3, false },
        { "a\n", 3, false },
        { "a\r\n", 3, true },
        { "a\r", 4, false },
        { "a\r\nb\nc", 9, false },
        { "\n", 2, false },
        { "\r\n", 2, true },
        { "a\rb\r\n", 5, true },
        { ".a\r\n", 4, false },
        { "a\r\n.\r\n", 6, false },
        { "a.\r\n", 4, true },
    };

    [Fact]
    public async Task A_mailbox_nobody_wrote_to_is_empty()
    {
        await using var maildrop = await OpenAsync();
        Assert.Equal(0, maildrop.Messages.Count);
        Assert.Equal(0, maildrop.Messages.TotalOctets);
        Assert.Null(maildrop.Interrupted);
        Assert.False(maildrop.LeaseLost.IsCancellationRequested);
    }

    [Theory]
    [MemberData(nameof(StoredMessages))]
    public async Task A_delivered_message_is_listed_with_its_receipt_and_read_as_it_was_given(string text, int octets, bool wireReady)
    {
        var receipt = await DeliverAsync(text);
        Assert.Equal(octets, receipt.Octets);
        await using var maildrop = await OpenAsync();
        Assert.Equal(1, maildrop.Messages.Count);
        Assert.Equal(octets, maildrop.Messages.Octets(new MessageNumber(1)));
        Assert.Equal(octets, maildrop.Messages.TotalOctets);
        Assert.Equal(receipt.UniqueId, maildrop.Messages.UniqueIdText(new MessageNumber(1)));
        await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
        Assert.Equal(octets, body.Octets);
        Assert.Equal(wireReady, body.WireReady);
        Assert.Equal(text, await ReadAsync(body, 4096));
    }

    [Fact]
    public async Task A_message_has_arrived_when_it_was_delivered()
    {
        await DeliverAsync("first");
        await DeliverAsync("second");
        await using var maildrop = await OpenAsync();

        Assert.Empty(maildrop.ArrivedBefore(TimeProvider.System.GetUtcNow().AddDays(-1)));
        Assert.Equal([1, 2], maildrop.ArrivedBefore(TimeProvider.System.GetUtcNow().AddDays(1)).Select(n => n.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(4096)]
    public async Task A_body_reads_the_same_in_pieces_of_any_size(int piece)
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(line => $"line {line}\r\n"));
        await DeliverAsync(text);
        await using var maildrop = await OpenAsync();
        await using var body = await maildrop.OpenBodyAsync(new MessageNumber(1), default);
        Assert.Equal(text, await ReadAsync(body, piece));
    }

    [Fact]
    public async Task Messages_stand_in_the_order_of_delivery_with_unique_ids_of_their_own()
    {
        var receipts = new List<DeliveryReceipt>();
        for (var i = 0; i < 20; i++)
        {
            receipts.Add(await DeliverAsync(new string('x', i) + "\n"));
        }

        await using var maildrop = await OpenAsync();
        Assert.Equal(receipts.Select(receipt => receipt.UniqueId), Ids(maildrop));
        Assert.Equal(20, Ids(maildrop).Distinct().Count());
        Assert.Equal(receipts.Sum(receipt => receipt.Octets), maildrop.Messages.TotalOctets);
    }

    [Fact]
    public async Task A_second_session_is_told_who_holds_the_maildrop_until_the_first_gives_it_back()
    {
        await using (var first = await OpenAsync())
        {
            var outcome = await Store.OpenAsync(Ann, Holder with { SessionId = "s2" }, default);
            Assert.Equal(Holder, Assert.IsType<OpenOutcome.InUse>(outcome).Holder);
            outcome = await Store.OpenAsync(Ann, Holder with { SessionId = "s3" }, default);
            Assert.IsType<OpenOutcome.InUse>(outcome);
        }

        await using var second = await OpenAsync();
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Two_users_do_not_wait_for_each_other()
    {
        await using var first = await OpenAsync();
        var outcome = await Store.OpenAsync(Name("bob"), Holder, default);
        await Assert.IsType<OpenOutcome.Opened>(outcome).Maildrop.DisposeAsync();
    }

    [Fact]
    public async Task Mail_delivered_to_one_user_is_not_another_users()
    {
        await DeliverAsync("a\n");
        var outcome = await Store.OpenAsync(Name("bob"), Holder, default);
        await using var maildrop = Assert.IsType<OpenOutcome.Opened>(outcome).Maildrop;
        Assert.Equal(0, maildrop.Messages.Count);
    }

    [Fact]
    public async Task What_is_delivered_during_a_session_is_seen_by_the_next_one_only()
    {
        await DeliverAsync("a\n");
        await using (var maildrop = await OpenAsync())
        {
            await DeliverAsync("b\n");
            Assert.Equal(1, maildrop.Messages.Count);
        }

        await using var next = await OpenAsync();
        Assert.Equal(2, next.Messages.Count);
    }

    [Fact]
    public async Task Closing_removes_nothing()
    {
        var receipt = await DeliverAsync("a\n");
        await (await OpenAsync()).DisposeAsync();
        await using var maildrop = await OpenAsync();
        Assert.Equal([receipt.UniqueId], Ids(maildrop));
    }

    [Fact]
    public async Task A_removal_removes_what_is_named_and_leaves_the_rest_with_its_unique_ids()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await DeliverAsync($"{i}\n")).UniqueId);
        }

        await using (var maildrop = await OpenAsync())
        {
            var removal = await maildrop.RemoveAsync([new(1), new(3)]);
            Assert.Equal([new(1), new(3)], removal.Removed);
            Assert.Empty(removal.Failed);
            Assert.Null(removal.Reason);
            Assert.Equal(5, maildrop.Messages.Count);
        }

        await using var next = await OpenAsync();
        Assert.Equal([ids[1], ids[3], ids[4]], Ids(next));
        Assert.Null(next.Interrupted);
    }

    [Fact]
    public async Task Removing_again_counts_as_removed()
    {
        await DeliverAsync("a\n");
        await using var maildrop = await OpenAsync();
        await maildrop.RemoveAsync([new(1)]);
        var removal = await maildrop.RemoveAsync([new(1)]);
        Assert.Equal([new(1)], removal.Removed);
        Assert.Empty(removal.Failed);
    }

    [Fact]
    public async Task Removing_nothing_removes_nothing()
    {
        await DeliverAsync("a\n");
        await using var maildrop = await OpenAsync();
        var removal = await maildrop.RemoveAsync([]);
        Assert.Empty(removal.Removed);
        Assert.Empty(removal.Failed);
    }

    [Fact]
    public async Task A_removed_message_is_unavailable_and_the_others_are_not()
    {
        await DeliverAsync("a\n");
        await DeliverAsync("b\n");
        await using var maildrop = await OpenAsync();
        await maildrop.RemoveAsync([new(1)]);
        await Assert.ThrowsAsync<MessageUnavailableException>(async () => await maildrop.OpenBodyAsync(new MessageNumber(1), default));
        await using var body = await maildrop.OpenBodyAsync(new MessageNumber(2), default);
        Assert.Equal("b\n", await ReadAsync(body, 64));
    }

    [Fact]
    public async Task A_unique_id_is_not_given_again_after_its_message_is_gone()
    {
        var first = await DeliverAsync("a\n");
        await using (var maildrop = await OpenAsync())
        {
            await maildrop.RemoveAsync([new(1)]);
        }

        var second = await DeliverAsync("a\n");
        Assert.NotEqual(first.UniqueId, second.UniqueId);
    }

    [Fact]
    public async Task A_delivery_that_is_cut_off_leaves_nothing_visible()
    {
        await Assert.ThrowsAsync<IOException>(async () => await Store.DeliverAsync(Ann, new BrokenStream(100_000), default));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.DeliverAsync(Ann, new MemoryStream("a\n"u8.ToArray()), cancelled.Token));
        await using var maildrop = await OpenAsync();
        Assert.Equal(0, maildrop.Messages.Count);
    }

    [Fact]
    public async Task A_cancelled_opening_holds_no_lease()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.OpenAsync(Ann, Holder, cancelled.Token));
        await (await OpenAsync()).DisposeAsync();
    }

    protected static MailboxName Name(string text) => MailboxName.TryParse(text, out var name) ? name : throw new ArgumentException(text);

    protected static IEnumerable<string> Ids(IMaildrop maildrop) =>
        Enumerable.Range(1, maildrop.Messages.Count).Select(number => maildrop.Messages.UniqueIdText(new MessageNumber(number)));

    protected static async Task<string> ReadAsync(IMessageBody body, int piece)
    {
        var text = new StringBuilder();
        var buffer = new byte[piece];
        while (await body.ReadAsync(buffer, default) is > 0 and var count)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    protected async Task<IMaildrop> OpenAsync() =>
        Assert.IsType<OpenOutcome.Opened>(await Store.OpenAsync(Ann, Holder, default)).Maildrop;

    protected async Task<DeliveryReceipt> DeliverAsync(string text) =>
        await Store.DeliverAsync(Ann, new MemoryStream(Encoding.Latin1.GetBytes(text)), default);

    /// <summary>Gives some octets and then fails, as a connection does.</summary>
    private sealed class BrokenStream(int octets) : MemoryStream(new byte[octets])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new IOException("connection reset") : base.ReadAsync(buffer, cancellationToken);
    }
}
