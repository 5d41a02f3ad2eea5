using System.Text;
using Restante.Contracts;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class IndexFormatOneTests
{
    private static readonly byte[] Example = VersionOneIndex.Of(("2.b", "", 10), ("1.a,S=2", "1.a", 2), ("1.a", "x0", 3), ("cur/1.a:2,S", "x1", 4));

    [Fact]
    public void Its_unique_ids_are_read_in_their_order_and_nothing_of_it_is_trusted()
    {
        var read = Read(Example);
        Assert.NotNull(read);
        Assert.Equal(["2.b", "1.a", "x0", "x1"], Enumerable.Range(1, 4).Select(number => read.List.UniqueIdText(new MessageNumber(number))));
        Assert.Equal([10, 2, 3, 4], Enumerable.Range(0, 4).Select(message => read.Sizes(message).Octets));
        Assert.Equal(0, read.Moment);
        var known = KnownMessages.Of(read);
        Assert.Equal(["2.b", "1.a,S=2", "1.a", "cur/1.a:2,S"], Enumerable.Range(0, 4).Select(record => Encoding.ASCII.GetString(known!.Key(record))));
    }

    [Fact]
    public void A_damaged_or_cut_one_is_not_taken()
    {
        for (var at = 0; at < Example.Length; at++)
        {
            var damaged = Example.ToArray();
            damaged[at] ^= 0x41;
            Assert.Null(Read(damaged));
            Assert.Null(Read(Example[..at]));
        }
    }

    [Fact]
    public void Nothing_with_a_right_checksum_breaks_the_reader()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = Example.ToArray();
            damaged[random.Next(8, damaged.Length - 4)] = (byte)random.Next(256);
            if (Read(VersionOneIndex.Sealed(damaged)) is { } read)
            {
                // What it gives can be written, and is then a sound one or refused.
                var octets = IndexFormat.Write(read);
                _ = IndexFormat.Read(octets, octets.Length, out _);
                _ = KnownMessages.Of(read);
            }
        }
    }

    private static IndexedMessages? Read(byte[] content) => IndexFormatOne.Read(content, out _);
}
