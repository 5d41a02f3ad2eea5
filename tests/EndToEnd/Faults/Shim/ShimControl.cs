using System.IO.MemoryMappedFiles;
using System.Text;

namespace Restante.EndToEnd.Faults.Shim;

/// <summary>A server's disk and clock in the hands of a test: a file that shim.c has mapped too.</summary>
internal sealed class ShimControl : IDisposable
{
    // As shim.c lays it out.
    private const int Length = 8192;
    private const int ClockAt = 0;
    private const int LogAt = 8;
    private const int RulesAt = 256;
    private const int RuleLength = 256;
    private const int HitsAt = 20;
    private const int CallsAt = 24;
    private const int PathAt = 32;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly string _folder;

    public ShimControl(string folder)
    {
        _folder = folder;
        File.WriteAllBytes(ControlFile, new byte[Length]);
        _file = MemoryMappedFile.CreateFromFile(ControlFile, FileMode.Open);
        _view = _file.CreateViewAccessor();
    }

    public string Log => Path.Combine(_folder, "shim.log");

    /// <summary>For the process whose disk it is.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = ShimLibrary.Path,
        ["RESTANTE_SHIM"] = ControlFile,
        ["RESTANTE_SHIM_LOG"] = Log,
    };

    private string ControlFile => Path.Combine(_folder, "shim.control");

    /// <summary>How many calls were spoilt by the rule so far.</summary>
    public uint Hits(int rule) => _view.ReadUInt32(At(rule) + HitsAt);

    public void Set(int rule, DiskCalls calls, DiskError error, string path = "/mail/", uint skip = 0, uint times = uint.MaxValue, TimeSpan delay = default)
    {
        Clear(rule);
        _view.Write(At(rule) + 4, (int)error);
        _view.Write(At(rule) + 8, (uint)delay.TotalMilliseconds);
        _view.Write(At(rule) + 12, skip);
        _view.Write(At(rule) + 16, times);
        _view.Write(At(rule) + HitsAt, 0u);
        _view.Write(At(rule) + CallsAt, 0u);
        var octets = Encoding.ASCII.GetBytes(path + "\0");
        _view.WriteArray(At(rule) + PathAt, octets, 0, octets.Length);
        Thread.MemoryBarrier();
        _view.Write(At(rule), (uint)calls);
    }

    public void Clear(int rule) => _view.Write(At(rule), 0u);

    /// <summary>How far the wall clock is off from now on.</summary>
    public void MoveClock(TimeSpan by) => _view.Write(ClockAt, by.Ticks * 100);

    /// <summary>Writes down each call that changes something, in their order.</summary>
    public void WriteDown() => _view.Write(LogAt, 1u);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static int At(int rule) => RulesAt + (rule * RuleLength);
}
