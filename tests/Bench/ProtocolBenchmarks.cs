using System.Text;
using BenchmarkDotNet.Attributes;
using Restante.Protocol.Pop3;

namespace Restante.Bench;

/// <summary>What each octet of a message costs in Protocol: stuffing and counting. Nothing of it allocates.</summary>
[MemoryDiagnoser]
public class ProtocolBenchmarks
{
    private readonly byte[] _wire = new byte[256 * 1024];
    private byte[] _stored = [];

    /// <summary>The line ends of the stored message.</summary>
    [Params("LF", "CRLF")]
    public string Stored { get; set; } = "";

    [GlobalSetup]
    public void Store()
    {
        var end = Stored == "LF" ? "\n" : "\r\n";
        _stored = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 70) + end, 1400)) + "." + end);
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
