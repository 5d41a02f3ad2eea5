using System.Globalization;
using System.Text;
using Restante.Fuzz.Targets;
using Restante.Server.Sessions;
using Restante.Server.Stores.Memory;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Sessions;

/// <summary>
/// Clients look for the end of a multi-line reply at the end of what one read gave them, and for the whole status line
/// at its beginning: these say what leaves in one write.
/// </summary>
public sealed class MessageSenderTests
{
    private static readonly int[] Sizes =
        [0, 1, 2, 3, .. Enumerable.Range(8_190, 5), .. Enumerable.Range(13_600, 60).Where(s => s % 20 == 0), .. Enumerable.Range(16_380, 11), .. Enumerable.Range(65_530, 11), 200_000];

    // What is stored at each place, again and again, up to the size.
    public static TheoryData<string> Bodies => ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n", "xxxxxxxxxxxxxxxxxxxxxxx\n", ".\n", ".\r\n", "\n", "x", "..x\r"];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_end_of_RETR_is_never_split(string body)
    {
        var store = new MemoryMailStore();
        var messages = Messages(body).ToList();
        messages.ForEach(m => store.Add(RecordedSession.Ann, m));
        await using var session = await RecordedSession.OpenAsync(store);
        for (var i = 0; i < messages.Count; i++)
        {
            var (sent, announced) = WireOracle.Encode(messages[i]);
            AssertWrites(await session.ReplyAsync($"RETR {i + 1}"), $"+OK {announced} octets\r\n", sent);
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_end_of_RETR_is_never_split_where_the_store_holds_the_message(string body)
    {
        var store = new HeldMessages();
        var messages = Messages(body).ToList();
        messages.ForEach(m => store.Add(m));
        await using var session = await RecordedSession.OpenAsync(store);
        for (var i = 0; i < messages.Count; i++)
        {
            var (sent, announced) = WireOracle.Encode(messages[i]);
            AssertWrites(await session.ReplyAsync($"RETR {i + 1}"), $"+OK {announced} octets\r\n", sent);
        }
    }

    [Theory]
    [InlineData("abc\r\n")]
    [InlineData("abc\n")]
    [InlineData(".\n")]
    public async Task A_message_that_is_held_and_fits_one_write_is_one(string body)
    {
        var store = new HeldMessages();
        var line = WireOracle.Encode(Encoding.ASCII.GetBytes(body)).Sent.Length;
        var room = SessionOutput.LastWrite - 16 - "+OK 12345 octets\r\n".Length - ".\r\n".Length;
        store.Add(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(body, room / line))));
        await using var session = await RecordedSession.OpenAsync(store);
        Assert.Single(await session.ReplyAsync("RETR 1"));
    }

    [Theory]
    [InlineData("abc\r\n", 6)]
    [InlineData("abc\r\n", 4)]
    [InlineData("abc\n", 6)]
    [InlineData("abc\n", 4)]
    [InlineData("abc", 3)]
    [InlineData("abc\r\nabc\r\n", 5)]
    [InlineData("abc\nabc\n", 5)]
    public async Task A_message_that_is_held_and_has_another_size_than_was_announced_ends_without_a_dot(string message, long stated)
    {
        var store = new HeldMessages();
        store.Add(Encoding.ASCII.GetBytes(message), stated);
        await using var session = await RecordedSession.OpenAsync(store);
        await session.SendAsync("RETR 1\r\n");
        await session.EndAsync();
        Assert.DoesNotContain("\n.\r\n", await session.RestAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_end_of_TOP_is_never_split(string body)
    {
        var store = new MemoryMailStore();
        var messages = Messages("A: 1\n\n", body).ToList();
        messages.ForEach(m => store.Add(RecordedSession.Ann, m));
        await using var session = await RecordedSession.OpenAsync(store);
        for (var i = 0; i < messages.Count; i++)
        {
            foreach (var lines in new[] { 0, 2_000, int.MaxValue })
            {
                var (sent, _) = WireOracle.Encode(messages[i].AsSpan(0, WireOracle.Top(messages[i], lines)));
                AssertWrites(await session.ReplyAsync(string.Create(CultureInfo.InvariantCulture, $"TOP {i + 1} {lines}")), "+OK\r\n", sent);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(1_500)]
    [InlineData(10_000)]
    public async Task The_end_of_a_list_is_never_split_and_an_empty_one_is_one_write(int count)
    {
        var store = new MemoryMailStore();
        for (var i = 0; i < count; i++)
        {
            store.Add(RecordedSession.Ann, "x\r\n"u8, $"id{i}");
        }

        await using var session = await RecordedSession.OpenAsync(store);
        foreach (var (command, value) in new[] { ("LIST", (Func<int, string>)(_ => "3")), ("UIDL", i => $"id{i}") })
        {
            var flushes = await session.ReplyAsync(command);
            var lines = string.Concat(Enumerable.Range(0, count).Select(i => $"{i + 1} {value(i)}\r\n"));
            AssertWrites(flushes, $"+OK {count} messages ({3 * count} octets)\r\n", Encoding.ASCII.GetBytes(lines));
            Assert.All(flushes, f => Assert.True(f.AsSpan().EndsWith("\r\n"u8), "a line is split"));
            Assert.True(count > 0 || flushes.Count == 1);
        }
    }

    [Fact]
    public async Task Replies_to_pipelined_commands_leave_together()
    {
        await using var session = await RecordedSession.OpenAsync(new MemoryMailStore());
        var flushes = await session.ReplyAsync(string.Concat(Enumerable.Repeat("NOOP\r\n", 50)) + "LIST");
        Assert.Single(flushes);
        Assert.Equal((50 * "+OK\r\n".Length) + "+OK 0 messages (0 octets)\r\n.\r\n".Length, flushes[0].Length);
    }

    private static IEnumerable<byte[]> Messages(string body) => Messages("", body);

    private static IEnumerable<byte[]> Messages(string head, string body) =>
        from size in Sizes
        let text = head + string.Concat(Enumerable.Repeat(body, (size / body.Length) + 1))
        select Encoding.ASCII.GetBytes(text[..Math.Max(size, head.Length)]);

    private static void AssertWrites(List<byte[]> flushes, string status, byte[] sent)
    {
        Assert.Equal([.. Encoding.ASCII.GetBytes(status), .. sent, .. ".\r\n"u8], flushes.SelectMany(f => f).ToArray());
        Assert.True(flushes[0].Length >= status.Length, "the status line is split");
        var last = flushes[^1];
        Assert.True(last.AsSpan().EndsWith("\r\n.\r\n"u8), $"the last write has {last.Length} octets: the terminator is split or alone");
        Assert.True(flushes.Count == 1 ? last.Length < 65_536 : last.Length <= SessionOutput.LastWrite, $"the last write has {last.Length} octets");
        Assert.True(sent.Length <= SessionOutput.LastWrite || last.Length <= SessionOutput.LastWrite, $"the last write has {last.Length} octets");
    }
}
