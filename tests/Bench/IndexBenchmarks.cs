using System.Buffers;
using BenchmarkDotNet.Attributes;
using Restante.Protocol.Pop3;
using Restante.Server.Sessions;
using Restante.Server.Stores.Maildir;

namespace Restante.Bench;

/// <summary>What the index of a Maildir costs: the steps of a session, on a disk whose pages are in memory.</summary>
[MemoryDiagnoser]
public class IndexBenchmarks
{
    private const int Room = 16_000;

    private readonly ArrayBufferWriter<byte> _output = new(2 * Room);
    private BenchMaildir _mail = null!;
    private IndexHead _head = null!;
    private MaildirSnapshot _trusted = null!;
    private MaildirSnapshot _merged = null!;

    [Params(50, 5_000, 100_000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public void Deliver()
    {
        _mail = new BenchMaildir(Messages);
        // As if the new messages had not come: the folders' times are those of the index.
        _head = FolderTimes.TryRead(_mail.Folders, out var times) ? _mail.Indexed.Head with { Times = times } : throw new IOException("the folders have no times");
        _trusted = MaildirSnapshot.Trust(_mail.Folders, _mail.Indexed);
        _merged = MaildirSnapshot.Take(_mail.Folders, _mail.Indexed, KnownMessages.Of(_mail.Indexed)!);
        if (!Compare_the_folders_times_and_trust() || _merged.List.Count != Messages + BenchMaildir.New)
        {
            throw new InvalidOperationException("the index is not trusted, or the new messages were not found");
        }
    }

    [GlobalCleanup]
    public void Clear() => _mail.Dispose();

    /// <summary>A small index is read as a whole with its head.</summary>
    [Benchmark]
    public int Load_the_head() => IndexFile.LoadHead(_mail.Folders.Top, out _)!.Value.Head.Count;

    [Benchmark]
    public bool Compare_the_folders_times_and_trust() =>
        FolderTimes.TryRead(_mail.Folders, out var now) && _head.IsTrusted(now, BenchMaildir.Moment) && MaildirSnapshot.Trust(_mail.Folders, _mail.Indexed).IsTrusted;

    [Benchmark]
    public int Load_the_columns() => IndexFile.Load(_mail.Folders.Top, out _).Columns.Count;

    [Benchmark]
    public long Find_the_record_of_a_number()
    {
        var record = _trusted.RecordOf(MessageNumber.FromIndex(Messages / 2));
        _trusted.TryLocate(record, out _, out var name);
        return name.Length + _trusted.SizesOf(record).Octets;
    }

    [Benchmark]
    public int LIST_from_the_index() => Written(uniqueIds: false);

    [Benchmark]
    public int UIDL_from_the_index() => Written(uniqueIds: true);

    /// <summary>The folders are listed, all names looked up, the new files measured.</summary>
    [Benchmark]
    public int Merge_three_new_messages() => MaildirSnapshot.Take(_mail.Folders, _mail.Indexed, KnownMessages.Of(_mail.Indexed)!).List.Count;

    [Benchmark]
    public void Write_the_index() => _mail.Save(_merged.ToIndex([], BenchMaildir.Moment, TimeSpan.Zero));

    private int Written(bool uniqueIds)
    {
        var octets = 0;
        for (var lines = new ListingLines(_mail.Indexed.List, new MarkedMessages(_mail.Indexed.List), uniqueIds); lines.Any;)
        {
            _output.ResetWrittenCount();
            lines.Write(_output, Room);
            octets += _output.WrittenCount;
        }

        return octets;
    }
}
