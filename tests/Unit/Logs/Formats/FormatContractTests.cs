using System.Text;
using Restante.Logs.Formats;
using Restante.Logs.Lines;

namespace Restante.Unit.Logs.Formats;

/// <summary>What every format's reader keeps, tried with every sample below tests/data/logs.</summary>
public sealed class FormatContractTests
{
    private const string Stranger = " pop-01 postfix/smtpd[812]: connect from unknown[192.0.2.9]\n";

    public static TheoryData<string> Samples => [.. Sample.All];

    /// <summary>
    /// Samples whose lines bear times: their order tells which came first, and other programs' lines can stand between.
    /// fetchmail prints when a poll begins and ends, and no more.
    /// </summary>
    public static TheoryData<string> SamplesWithTimes =>
        [.. Sample.All.Where(s => !s.StartsWith("fetchmail/console", StringComparison.Ordinal) && LogOutcome.Read([(s, new Sample(s).Octets)]).Sessions.All(x => x.End.IsKnown))];

    [Fact]
    public void Every_format_has_a_sample()
    {
        var folders = Sample.All.Select(s => Path.GetDirectoryName(s)!).ToHashSet();
        Assert.All(FormatTable.All, f => Assert.Contains(folders, folder => f.Name == folder || f.Name.StartsWith(folder + "-", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_gives_the_sessions_that_are_expected(string name)
    {
        var sample = new Sample(name);
        var outcome = sample.Read(sample.Octets);

        Assert.Equal(sample.Expected, outcome.Json);
        outcome.Reconciles(sample.Lines().Count);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_format_is_recognised_by_its_content(string name)
    {
        var sample = new Sample(name);
        Assert.NotEmpty(sample.Formats);

        Assert.Equal(sample.Expected, sample.Read(sample.Octets, sample.Formats).Json);
        Assert.All(sample.Read(sample.Octets).Sessions, s => Assert.Contains(s.Format, sample.Formats.Select(f => f.Name)));
        Assert.Empty(sample.Read(sample.Octets, [.. FormatTable.All.Except(sample.Formats)]).Sessions);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Any_pieces_and_any_wrapping_give_the_same(string name)
    {
        var sample = new Sample(name);
        foreach (var piece in (int[])[1, 2, 3, 64, 4096])
        {
            Assert.Equal(sample.Expected, sample.Read(sample.Octets, piece: piece).Json);
        }

        var half = sample.Octets.Length / 2;
        Assert.Equal(sample.Expected, sample.Read(Sample.Gzip(sample.Octets)).Json);
        Assert.Equal(sample.Expected, sample.Read(Sample.Gzip(sample.Octets[..half], sample.Octets[half..]), piece: 7).Json);
        Assert.Equal(sample.Expected, sample.Read([0xef, 0xbb, 0xbf, .. sample.Octets]).Json);
        var text = Encoding.UTF8.GetString(sample.Octets);
        if (Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(sample.Octets))
        {
            Assert.Equal(sample.Expected, sample.Read([0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)]).Json);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Line_ends_of_Windows_change_nothing(string name)
    {
        var sample = new Sample(name);
        var lines = sample.Lines().Select(l => Encoding.Latin1.GetString(l).TrimEnd('\r', '\n') + "\r\n");

        Assert.Equal(sample.Expected, sample.Read(Encoding.Latin1.GetBytes(string.Concat(lines))).Json);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_log_that_is_cut_off_at_either_end_is_read_as_far_as_it_goes(string name)
    {
        var sample = new Sample(name);
        var lines = sample.Lines();
        for (var at = 1; at < lines.Count; at += Math.Max(1, lines.Count / 25))
        {
            var (head, tail) = (lines.Take(at).SelectMany(l => l).ToArray(), lines.Skip(at).SelectMany(l => l).ToArray());
            sample.Read(head).Reconciles(at);
            sample.Read(tail).Reconciles(lines.Count - at);
            sample.Read(head[..^(lines[at - 1].Length / 2)]).Reconciles(at);
            sample.Read(tail[(lines[at].Length / 2)..]).Reconciles(lines.Count - at);
        }
    }

    [Theory]
    [MemberData(nameof(SamplesWithTimes))]
    public void Lines_of_other_programs_may_stand_between(string name)
    {
        var sample = new Sample(name);
        var lines = sample.Lines();
        var outcome = sample.Read([.. lines.SelectMany(l => l.Concat(StrangerAt(l))), .. StrangerAt([])]);

        Assert.Equal(sample.Read(sample.Octets).WithoutSource(), outcome.WithoutSource());
        outcome.Reconciles(2 * lines.Count + 1);
        Assert.Equal(lines.Count + 1, outcome.Reading.Other - sample.Read(sample.Octets).Reading.Other);
    }

    // Another program's line at the time of this one, in its form.
    private static byte[] StrangerAt(byte[] line)
    {
        var known = new LineClock(TimeZoneInfo.Utc, Sample.Written).TryRead(line, out _, out var length);
        return [.. known ? line.AsSpan(0, length) : "2026-11-21T10:00:00Z"u8, .. Encoding.ASCII.GetBytes(Stranger)];
    }

    [Theory]
    [MemberData(nameof(SamplesWithTimes))]
    public void Rotated_files_in_the_wrong_order_give_the_same_sessions(string name)
    {
        var sample = new Sample(name);
        var lines = sample.Lines();
        var half = lines.Count / 2;
        var heading = lines.TakeWhile(l => l[0] == '#').SelectMany(l => l).ToArray();
        var (first, second) = (lines.Take(half).SelectMany(l => l).ToArray(), lines.Skip(half).SelectMany(l => l).ToArray());
        var outcome = LogOutcome.Read([("mail.log", [.. heading, .. second]), ("mail.log.1.gz", Sample.Gzip(first))]);

        Assert.Equal(sample.Read(sample.Octets).WithoutSource(), outcome.WithoutSource());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Damage_never_throws_and_the_counts_always_add_up(string name)
    {
        var sample = new Sample(name);
        var random = new Random(20260101);
        for (var round = 0; round < 30; round++)
        {
            var octets = sample.Octets.ToArray();
            for (var i = 0; i < 1 + octets.Length / 50; i++)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            var outcome = sample.Read(octets);
            var text = octets.Count(o => o == '\n') + (octets[^1] == '\n' ? 0 : 1);
            if (outcome.Reading.Faults.Count == 0 && !octets.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
            {
                outcome.Reconciles(text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_is_read_may_be_printed(string name)
    {
        var sample = new Sample(name);
        Assert.All(sample.Read(sample.Octets).Json, j => Assert.DoesNotContain(j, c => char.IsControl(c)));
    }
}
