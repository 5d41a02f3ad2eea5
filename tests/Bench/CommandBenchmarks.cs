using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Restante.Protocol.Pop3;

namespace Restante.Bench;

/// <summary>What each command costs in Protocol, and the first line of its reply. Nothing of it allocates.</summary>
[MemoryDiagnoser]
public class CommandBenchmarks
{
    private const int Commands = 1000;

    private readonly byte[] _commands = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, Commands).Select(i => $"RETR {i}\r\n")));
    private readonly ArrayBufferWriter<byte> _reply = new(256 * 1024);

    [Benchmark(OperationsPerInvoke = Commands)]
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

    [Benchmark(OperationsPerInvoke = Commands)]
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

    [Benchmark(OperationsPerInvoke = Commands)]
    public int Write_the_first_line_of_RETR()
    {
        _reply.ResetWrittenCount();
        for (var i = 0; i < Commands; i++)
        {
            ReplyWriter.WriteOctets(_reply, 7000 + i);
        }

        return _reply.WrittenCount;
    }
}
