using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Restante.Server.Sessions;
using Restante.Server.Stores;

namespace Restante.Bench;

/// <summary>What a line of LIST and of UIDL costs, from the maildrop's list to the span of the output.</summary>
[MemoryDiagnoser]
public class ListingBenchmarks
{
    private const int Messages = 100_000;
    private const int Room = 16_000;

    private readonly ArrayBufferWriter<byte> _output = new(2 * Room);
    private MessageList _list = MessageList.Empty;

    [GlobalSetup]
    public void Deliver()
    {
        var list = new MessageList.Builder(Messages);
        for (var i = 0; i < Messages; i++)
        {
            list.Add(3 * i, Encoding.ASCII.GetBytes($"1700000000.M{i:D6}P4711Q{i}.mail.example.org"));
        }

        _list = list.Build();
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int A_line_of_LIST() => Written(uniqueIds: false);

    [Benchmark(OperationsPerInvoke = Messages)]
    public int A_line_of_UIDL() => Written(uniqueIds: true);

    private int Written(bool uniqueIds)
    {
        var octets = 0;
        for (var lines = new ListingLines(_list, new MarkedMessages(_list), uniqueIds); lines.Any;)
        {
            _output.ResetWrittenCount();
            lines.Write(_output, Room);
            octets += _output.WrittenCount;
        }

        return octets;
    }
}
