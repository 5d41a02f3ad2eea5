using System.Buffers;
using System.IO.Compression;
using System.Text;
using Restante.Fuzz.Replies;
using Restante.Logs;
using Restante.Logs.Findings;
using Restante.Logs.Formats;
using Restante.Logs.Input;
using Restante.Logs.Sessions;

namespace Restante.Unit.Logs.Formats;

/// <summary>A log below tests/data/logs, and what is expected of it: SAMPLE.log and SAMPLE.json, in a folder that is named after the format.</summary>
internal sealed record Sample(string Name)
{
    /// <summary>Samples without years are of this year.</summary>
    public static readonly DateTimeOffset Written = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", "logs");

    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetFiles(Folder, "*.log", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)];

    public byte[] Octets { get; } = File.ReadAllBytes(Path.Combine(Folder, Name));

    public string[] Expected => File.ReadAllLines(Path.ChangeExtension(Path.Combine(Folder, Name), ".json"));

    /// <summary>The formats of the folder's name: restante is two, text and JSON.</summary>
    public IReadOnlyList<ILogFormat> Formats =>
        [.. FormatTable.All.Where(f => f.Name == Format || f.Name.StartsWith(Format + "-", StringComparison.Ordinal))];

    public string FileName => Path.GetFileName(Name);

    private string Format => Path.GetDirectoryName(Name)!;

    /// <summary>The lines, each with its end.</summary>
    public IReadOnlyList<byte[]> Lines()
    {
        var lines = new List<byte[]>();
        for (var rest = Octets.AsSpan(); !rest.IsEmpty;)
        {
            var length = rest.IndexOf((byte)'\n') + 1;
            length = length == 0 ? rest.Length : length;
            lines.Add(rest[..length].ToArray());
            rest = rest[length..];
        }

        return lines;
    }

    public LogOutcome Read(byte[] octets, IReadOnlyList<ILogFormat>? formats = null, int piece = int.MaxValue) =>
        LogOutcome.Read([(FileName, octets)], formats ?? FormatTable.All, piece);

    public static byte[] Gzip(params ReadOnlySpan<byte[]> members)
    {
        var packed = new MemoryStream();
        foreach (var member in members)
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(member);
        }

        return packed.ToArray();
    }
}

/// <summary>All that reading gave.</summary>
internal sealed record LogOutcome(IReadOnlyList<Session> Sessions, IReadOnlyList<string> Json, LogReading Reading, IReadOnlyList<string> Unread, IReadOnlyList<Found> Found)
{
    public static LogOutcome Read(IReadOnlyList<(string Name, byte[] Octets)> files, IReadOnlyList<ILogFormat>? formats = null, int piece = int.MaxValue, int mostOpen = SessionTable.Most)
    {
        var (sessions, unread, findings) = (new List<Session>(), new List<string>(), new FindingTable());
        var sources = files.Select(f => new LogSource(f.Name, Sample.Written, () => new PieceStream(f.Octets, piece))).ToList();
        using var reading = new LogReading(
            sources,
            new LogReadingOptions { Formats = formats ?? FormatTable.All, MostOpen = mostOpen },
            session =>
            {
                findings.Look(session);
                sessions.Add(session);
            })
        {
            OnUnread = (source, line) => unread.Add($"{source.Line}: {Encoding.Latin1.GetString(line)}"),
        };
        reading.Run(CancellationToken.None);

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new SessionJson([.. files.Select(f => f.Name)]);
        foreach (var session in sessions)
        {
            json.Write(buffer, session);
        }

        var text = Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new LogOutcome(sessions, text, reading, unread, findings.Found());
    }

    public static LogOutcome OfLines(params string[] lines) => Read([("test.log", Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"))]);

    /// <summary>Every line is in one session, known, another's, or unread; and the sessions know how many they have.</summary>
    public void Reconciles(long lines)
    {
        Assert.Equal(lines, Reading.Lines);
        Assert.Equal(lines, Reading.InSessions + Reading.Known + Reading.Other + Reading.Unread);
        Assert.Equal(Reading.InSessions, Sessions.Sum(s => s.Lines));
        Assert.Equal(Reading.Unread, Unread.Count);
    }

    /// <summary>What the sessions are, without where their lines stand.</summary>
    public IEnumerable<string> WithoutSource() => Json.Select(j => j[..j.LastIndexOf(",\"findings\"", StringComparison.Ordinal)]).Order(StringComparer.Ordinal);
}
