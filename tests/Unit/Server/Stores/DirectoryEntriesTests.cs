using System.Buffers.Binary;
using System.Text;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Unit.Server.Stores;

public sealed class DirectoryEntriesTests
{
    [Fact]
    public void Entries_are_read_with_their_names_and_types()
    {
        byte[] buffer = [.. Entry("a", 8), .. Entry("longer-than-eight", 4), .. Entry("c", 0)];
        var entries = new DirectoryEntries(buffer);
        var seen = new List<(string, EntryType)>();
        while (entries.MoveNext(out var name, out var type))
        {
            seen.Add((Encoding.ASCII.GetString(name), type));
        }

        Assert.Equal([("a", EntryType.RegularFile), ("longer-than-eight", (EntryType)4), ("c", EntryType.Unknown)], seen);
    }

    private static byte[] Entry(string name, byte type)
    {
        var entry = new byte[(19 + name.Length + 1 + 7) / 8 * 8];
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(16), (ushort)entry.Length);
        entry[18] = type;
        Encoding.ASCII.GetBytes(name, entry.AsSpan(19));
        return entry;
    }
}
