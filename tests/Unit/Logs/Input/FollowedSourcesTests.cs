using System.Text;
using Restante.Logs.Input;

namespace Restante.Unit.Logs.Input;

/// <summary>Files that grow, are renamed and emptied, without a disk and without waiting: each call that gives nothing is a look.</summary>
public sealed class FollowedSourcesTests
{
    private readonly Dictionary<string, GrowingFile> _files = new(StringComparer.Ordinal);

    [Fact]
    public void Lines_of_several_files_come_in_the_order_of_time()
    {
        Write("a", "10:00:01 a1", "10:00:03 a2");
        Write("b", "10:00:02 b1", "10:00:04 b2");
        using var followed = Follow("a", "b");
        Assert.Equal(["a1", "b1", "a2", "b2"], Read(followed));

        Write("b", "10:00:05 b3", "10:00:07 b4");
        Write("a", "10:00:06 a3");
        Assert.Equal(["b3", "a3", "b4"], Read(followed));
    }

    [Fact]
    public void A_busy_file_does_not_keep_the_others_waiting()
    {
        Write("a", [.. Enumerable.Range(0, 3000).Select(i => $"10:00:01 a{i}")]);
        Write("b", "10:00:00 first");
        using var followed = Follow("b", "a");
        var read = new List<string>();
        while (followed.Next() is { } cursor)
        {
            read.Add(Text(cursor));
            if (read.Count == 10)
            {
                Write("b", "10:00:01 late");
            }
        }

        Assert.InRange(read.IndexOf("late"), 11, 1100);
        Assert.Equal(3002, read.Count);
    }

    [Fact]
    public void What_is_written_late_into_a_renamed_file_is_read()
    {
        Write("mail.log", "10:00:01 one");
        using var followed = Follow("mail.log");
        Assert.Equal(["one"], Read(followed));

        Rename("mail.log", "mail.log.1");
        Write("mail.log.1", "10:00:02 still there");
        Assert.Equal(["still there"], Read(followed));
        Write("mail.log", "10:00:04 new");
        Write("mail.log.1", "10:00:03 before the look");
        Assert.Equal(["before the look", "new"], Read(followed));
        Write("mail.log.1", "10:00:05 late");
        Assert.Equal(["late"], Read(followed));
        Write("mail.log", "10:00:06 newer");
        Write("mail.log.1", "10:00:07 later");
        Assert.Equal(["newer", "later"], Read(followed));
    }

    [Fact]
    public void A_renamed_file_is_closed_when_it_was_quiet_for_long_and_its_last_line_counts()
    {
        Write("mail.log", "10:00:01 one");
        using var followed = Follow("mail.log");
        Assert.Equal(["one"], Read(followed));
        Append("mail.log", "Nov 21 10:00:02 host without end");
        Rename("mail.log", "mail.log.1");
        Write("mail.log", "10:00:03 new");
        var read = new List<string>();
        for (var look = 0; look < 50; look++)
        {
            read.AddRange(Read(followed));
        }

        Assert.Equal(["new", "without end"], read);
        Assert.Equal(1, _files["mail.log"].Readers);
        Assert.Equal(0, _files["mail.log.1"].Readers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(500)]
    public void A_file_that_was_emptied_is_read_from_its_beginning_however_long_it_is_already(int lines)
    {
        Write("mail.log", "10:00:01 one", "10:00:02 two");
        using var followed = Follow("mail.log");
        Assert.Equal(["one", "two"], Read(followed));

        _files["mail.log"].Octets.Clear();
        Write("mail.log", [.. Enumerable.Range(0, lines).Select(i => $"10:00:03 new{i}")]);
        Assert.Equal(Enumerable.Range(0, lines).Select(i => $"new{i}"), Read(followed));
    }

    [Fact]
    public void Both_ways_of_rotation_may_come_many_times()
    {
        Write("mail.log", "10:00:00 start");
        using var followed = Follow("mail.log");
        Assert.Equal(["start"], Read(followed));
        for (var round = 0; round < 5; round++)
        {
            Rename("mail.log", $"mail.log.{round}");
            Write("mail.log", $"10:0{round}:01 renamed{round}");
            Assert.Equal([$"renamed{round}"], Read(followed));
            for (var look = 0; look < 25; look++)
            {
                Assert.Empty(Read(followed));
            }

            _files["mail.log"].Octets.Clear();
            Assert.Empty(Read(followed));
            Write("mail.log", $"10:0{round}:02 emptied{round}");
            Assert.Equal([$"emptied{round}"], Read(followed));
        }
    }

    private void Write(string name, params string[] lines) => Append(name, string.Concat(lines.Select(l => $"Nov 21 {l[..8]} host{l[8..]}\n")));

    private void Append(string name, string text)
    {
        if (!_files.TryGetValue(name, out var file))
        {
            _files[name] = file = new GrowingFile();
        }

        file.Octets.AddRange(Encoding.ASCII.GetBytes(text));
    }

    private void Rename(string from, string to)
    {
        _files[to] = _files[from];
        _files.Remove(from);
    }

    private FollowedSources Follow(params string[] names)
    {
        var sources = names.Select(n => new LogSource(n, Formats.Sample.Written, () => _files.TryGetValue(n, out var file) ? file.Open() : throw new IOException("gone"))).ToList();
        return new FollowedSources(sources, (file, _) => new LogCursor(file, sources[file], TimeZoneInfo.Utc, []), (_, reason) => Assert.Fail(reason));
    }

    private static List<string> Read(FollowedSources followed)
    {
        var read = new List<string>();
        while (followed.Next() is { } cursor)
        {
            read.Add(Text(cursor));
        }

        return read;
    }

    private static string Text(LogCursor cursor) => Encoding.ASCII.GetString(cursor.Lines.Current)["Nov 21 10:00:00 host ".Length..];

    private sealed class GrowingFile
    {
        public List<byte> Octets { get; } = [];

        public int Readers { get; private set; }

        public Stream Open()
        {
            Readers++;
            return new Reader(this);
        }

        private sealed class Reader(GrowingFile file) : MemoryStream
        {
            private long _position;
            private bool _isClosed;

            public override long Length => file.Octets.Count;

            public override long Position
            {
                get => _position;
                set => _position = value;
            }

            public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

            public override int Read(Span<byte> buffer)
            {
                var count = (int)Math.Clamp(file.Octets.Count - _position, 0, buffer.Length);
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(file.Octets).Slice((int)Math.Min(_position, file.Octets.Count), count).CopyTo(buffer);
                _position += count;
                return count;
            }

            protected override void Dispose(bool disposing)
            {
                file.Readers -= _isClosed ? 0 : 1;
                _isClosed = true;
                base.Dispose(disposing);
            }
        }
    }
}
