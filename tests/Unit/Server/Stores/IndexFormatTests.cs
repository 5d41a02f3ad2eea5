using System.Text;
using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class IndexFormatTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var known = Example();
        var read = Read(Written(known));
        Assert.NotNull(read);
        Assert.Equal(known.Count, read.Count);
        for (var record = 0; record < known.Count; record++)
        {
            Assert.Equal(Encoding.Latin1.GetString(known.Key(record)), Encoding.Latin1.GetString(read.Key(record)));
            Assert.Equal(Encoding.Latin1.GetString(known.Id(record)), Encoding.Latin1.GetString(read.Id(record)));
            Assert.Equal(known[record].Sizes, read[record].Sizes);
        }
    }

    [Fact]
    public void An_index_with_any_octet_changed_is_not_taken()
    {
        var whole = Written(Example());
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x41;
            Assert.Null(Read(damaged));
        }
    }

    [Fact]
    public void An_index_cut_anywhere_is_not_taken()
    {
        var whole = Written(Example());
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(Read(whole[..length]));
        }
    }

    [Fact]
    public void Nothing_with_a_right_checksum_breaks_the_reader()
    {
        // What an owner who knows the checksum can write: every field of the first entries set to every kind of nonsense.
        var whole = Written(Example());
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(8, damaged.Length - 4)] = (byte)random.Next(256);
            Resealed(damaged);
            if (Read(damaged) is { } read)
            {
                for (var record = 0; record < read.Count; record++)
                {
                    Assert.InRange(read.Id(record).Length, 1, 70);
                    Assert.InRange(read[record].Sizes.Octets, 0, long.MaxValue / 1_000_000);
                }
            }
        }
    }

    [Fact]
    public void Two_records_of_one_unique_id_are_not_taken()
    {
        var text = new ByteArena();
        var known = new KnownMessages(text, 0);
        known.Add("1.a"u8, default);
        known.Add("2.b"u8, default);
        var octets = Written(known);
        "1.a"u8.CopyTo(octets.AsSpan(octets.AsSpan().IndexOf("2.b"u8)));
        Resealed(octets);
        Assert.Null(Read(octets));
    }

    [Fact]
    public void An_empty_index_is_one() => Assert.Equal(0, Read(Written(new KnownMessages()))?.Count);

    private static KnownMessages Example()
    {
        var known = new KnownMessages();
        known.Add("1.a"u8, new Measurement(10, 12, MessageFlags.None));
        known.Add("1.a,S=10"u8, new Measurement(10, 10, MessageFlags.WireReady));
        known.Add([0xFF, (byte)' '], new Measurement(70_000, 71_000, MessageFlags.Believed));
        known.Add("cur/1.a:2,S"u8, new Measurement(5, 5, MessageFlags.Unmeasured));
        return known;
    }

    private static byte[] Written(KnownMessages known) => IndexFormat.Write(known, [.. Enumerable.Range(0, known.Count)], 1, 2);

    private static KnownMessages? Read(byte[] content) => IndexFormat.Read(content, content.Length, out _);

    private static void Resealed(byte[] content)
    {
        var crc = uint.MaxValue;
        foreach (var octet in content.AsSpan(0, content.Length - 4))
        {
            crc = System.Numerics.BitOperations.Crc32C(crc, octet);
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(content.Length - 4), ~crc);
    }
}
