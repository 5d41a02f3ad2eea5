using System.Buffers.Binary;
using System.Text;
using Restante.Contracts;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class IndexFormatTests
{
    private const int BodyCrcAt = 72;
    private const int HeaderCrcAt = 76;
    private const int HeaderLength = 80;

    private static readonly FolderTimes Times = new(new(11, 12, 13), new(21, 22, 23));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var written = Example();
        var read = Read(IndexFormat.Write(written));
        Assert.NotNull(read);
        Assert.Equal(Times, read.Times);
        Assert.Equal(99, read.Moment);
        Assert.Equal(written.Count, read.Count);
        Assert.Equal(10 + 70_000 + 12 + 5, read.List.TotalOctets - 1_002);
        for (var message = 0; message < written.Count; message++)
        {
            var number = MessageNumber.FromIndex(message);
            Assert.Equal(Encoding.Latin1.GetString(written.Name(message)), Encoding.Latin1.GetString(read.Name(message)));
            Assert.Equal(written.List.UniqueIdText(number), read.List.UniqueIdText(number));
            Assert.Equal(written.FolderOf(message), read.FolderOf(message));
            Assert.Equal(written.Has(message, IndexedMessages.ByFullName), read.Has(message, IndexedMessages.ByFullName));
            Assert.Equal(written.Sizes(message), read.Sizes(message));
            Assert.Equal(written.List.Octets(number), read.List.Octets(number));
        }
    }

    [Fact]
    public void What_was_read_can_be_written_as_it_was()
    {
        var octets = IndexFormat.Write(Example());
        Assert.Equal(octets, IndexFormat.Write(Read(octets)!));
    }

    [Fact]
    public void An_index_with_any_octet_changed_is_not_taken()
    {
        var whole = IndexFormat.Write(Example());
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x41;
            Assert.Null(Read(damaged));
        }
    }

    [Fact]
    public void An_index_cut_anywhere_or_longer_is_not_taken()
    {
        var whole = IndexFormat.Write(Example());
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(Read(whole[..length]));
        }

        Assert.Null(Read([.. whole, 0]));
    }

    [Fact]
    public void Nothing_with_right_checksums_breaks_the_reader()
    {
        // What an owner who knows the checksums can write: every field set to every kind of nonsense.
        var whole = IndexFormat.Write(Example());
        var random = new Random(1);
        var taken = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
            Seal(damaged);
            if (Read(damaged) is not { } read)
            {
                continue;
            }

            taken++;
            for (var message = 0; message < read.Count; message++)
            {
                Assert.True(UniqueId.IsLegal(read.List.UniqueId(MessageNumber.FromIndex(message))));
                Assert.InRange(read.Name(message).Length, 1, 255);
                Assert.False(read.Name(message).ContainsAny((byte)'/', (byte)0));
                Assert.InRange(read.Sizes(message).Octets, 0, long.MaxValue / 1_000_000);
            }

            _ = KnownMessages.Of(read);
        }

        Assert.NotEqual(0, taken);
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a\0b")]
    public void A_name_that_is_no_messages_is_not_taken(string name)
    {
        var octets = Encoding.ASCII.GetBytes(name);
        Assert.Null(Read(IndexFormat.Write(Of((octets, "1"u8.ToArray())))));
    }

    [Fact]
    public void Sizes_whose_sum_no_number_holds_are_not_taken()
    {
        var builder = new IndexedMessages.Builder(0);
        for (var message = 0; message < 3_000_000; message++)
        {
            builder.Add(Folder.New, "1"u8, false, "1"u8, new Measurement(IndexFormat.MaxSize, IndexFormat.MaxSize, MessageFlags.None));
        }

        Assert.Null(Read(IndexFormat.Write(builder.Build(Times, 0))));
    }

    [Fact]
    public void Two_messages_of_one_unique_id_or_one_base_contradict_each_other()
    {
        Assert.Null(KnownMessages.Of(Of(("1.a"u8.ToArray(), "1.a"u8.ToArray()), ("2.b"u8.ToArray(), "1.a"u8.ToArray()))));
        Assert.Null(KnownMessages.Of(Of(("1.a:2,S"u8.ToArray(), "1.a"u8.ToArray()), ("1.a:2,"u8.ToArray(), "x"u8.ToArray()))));
    }

    [Fact]
    public void Messages_are_known_by_base_or_by_folder_and_full_name()
    {
        var known = KnownMessages.Of(Example());
        Assert.NotNull(known);
        Assert.Equal(["1.a", "1.a,S=10", "\xFF ", "cur/1.a:2,S"], Enumerable.Range(0, known.Count).Select(record => Encoding.Latin1.GetString(known.Key(record))));
    }

    [Fact]
    public void An_empty_index_is_one() => Assert.Equal(0, Read(IndexFormat.Write(IndexedMessages.Empty))?.Count);

    private static IndexedMessages Example()
    {
        var messages = new IndexedMessages.Builder(0);
        messages.Add(Folder.Cur, "1.a:2,S"u8, false, "1.a"u8, new Measurement(10, 12, MessageFlags.None));
        messages.Add(Folder.New, "1.a,S=10"u8, false, "x0"u8, new Measurement(10, 10, MessageFlags.WireReady));
        messages.Add(Folder.New, [0xFF, (byte)' '], false, "x1"u8, new Measurement(70_000, 71_000, MessageFlags.Believed));
        messages.Add(Folder.Cur, "1.a:2,S"u8, true, "x2"u8, new Measurement(5, 5, MessageFlags.Unmeasured));
        return messages.Build(Times, 99);
    }

    private static IndexedMessages Of(params (byte[] Name, byte[] Id)[] rows)
    {
        var messages = new IndexedMessages.Builder(0);
        foreach (var (name, id) in rows)
        {
            messages.Add(Folder.New, name, false, id, default);
        }

        return messages.Build(Times, 0);
    }

    private static IndexedMessages? Read(byte[] content) => IndexFormat.Read(content, content.Length, out _);

    private static void Seal(byte[] content)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(BodyCrcAt), VersionOneIndex.Checksum(content.AsSpan(HeaderLength)));
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(HeaderCrcAt), VersionOneIndex.Checksum(content.AsSpan(0, HeaderCrcAt)));
    }
}
