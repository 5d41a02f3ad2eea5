using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Restante.Protocol.Pop3;

namespace Restante.Bench;

/// <summary>What each command and each octet costs in Protocol. A poll of an empty maildrop should allocate nothing here.</summary>
[MemoryDiagnoser]
public class ProtocolBenchmarks
{
    private const int Messages = 1000;

    private readonly byte[] _commands = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, Messages).Select(i => $"RETR {i}\r\n")));
    private readonly byte[] _wire = new byte[256 * 1024];
    private readonly ArrayBufferWriter<byte> _reply = new(256 * 1024);
    private byte[] _stored = [];

    /// <summary>The line ends of the stored message.</summary>
    [Params("\n", "\r\n")]
    public string LineEnd { get; set; } = "";

    [GlobalSetup]
    public void Store() =>
        _stored = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 70) + LineEnd, 1400)) + "." + LineEnd);

    [Benchmark(OperationsPerInvoke = Messages)]
    public int Read_and_parse_a_command()
    {
        var reader = new LineReader();
        var buffer = new ReadOnlySequence<byte>(_commands);
        var sum = 0;
        while (reader.Read(ref buffer, sasl: false, out var line) == LineOutcome.Line)
        {
            CommandParser.Parse(line, SessionStates.Transaction, out var command);
            sum += command.Number;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int Read_a_line()
    {
        var reader = new LineReader();
        var buffer = new ReadOnlySequence<byte>(_commands);
        var sum = 0;
        while (reader.Read(ref buffer, sasl: false, out var line) == LineOutcome.Line)
        {
            sum += line.Length;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int Write_the_first_line_of_RETR()
    {
        _reply.ResetWrittenCount();
        for (var i = 0; i < Messages; i++)
        {
            ReplyWriter.WriteOctets(_reply, 7000 + i);
        }

        return _reply.WrittenCount;
    }

    [Benchmark]
    public long Encode_100_kB()
    {
        var encoder = new WireEncoder();
        encoder.Encode(_stored, _wire, out _);
        return encoder.Octets;
    }

    [Benchmark]
    public long Count_100_kB()
    {
        var size = default(WireSize);
        size.Add(_stored);
        return size.Octets;
    }
}
