using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Reports;

/// <summary>Sessions over time. The steps become longer as the log does, so that there are never many.</summary>
internal sealed class TimelineReport : IReport
{
    private const int Most = 4096;

    private static readonly long[] Steps =
    [
        .. new[] { 1, 5, 10, 30, 60, 120, 360, 720, 1440, 2880, 10_080, 40_320, 161_280, 645_120, 2_580_480 }.Select(m => m * TimeSpan.TicksPerMinute),
    ];

    private SortedDictionary<long, Sum> _sums = [];
    private int _step;
    private LogTime _zone;

    public void Add(Session session)
    {
        var time = session.Start.IsKnown ? session.Start : session.End;
        if (!time.IsKnown)
        {
            return;
        }

        _zone = time;
        if (_sums.Count >= Most && _step < Steps.Length - 1)
        {
            Widen();
        }

        var place = time.Wall / Steps[_step];
        if (!_sums.TryGetValue(place, out var sum))
        {
            _sums[place] = sum = new Sum();
        }

        sum.Sessions++;
        sum.Bad += session.Ended is Ended.Quit or Ended.Unfinished ? 0 : 1;
        sum.Octets += session.Retr?.Octets ?? 0;
    }

    public ReportTable Finish(int top)
    {
        while (_sums.Count > 0 && _sums.Keys.Last() - _sums.Keys.First() >= top && _step < Steps.Length - 1)
        {
            Widen();
        }

        // Where nothing happened is a row, too.
        var rows = new List<object?[]>();
        var (first, last) = _sums.Count == 0 ? (0, -1) : (_sums.Keys.First(), _sums.Keys.Last());
        for (var place = first; place <= last && rows.Count < Math.Max(top, 1); place++)
        {
            var sum = _sums.GetValueOrDefault(place) ?? new Sum();
            rows.Add([At(place), sum.Sessions, sum.Bad, sum.Octets]);
        }

        return new ReportTable(["from", "sessions", "bad", "octets"], rows, 1, 0);
    }

    private LogTime At(long place)
    {
        var wall = place * Steps[_step];
        return new LogTime(wall - _zone.OffsetMinutes * TimeSpan.TicksPerMinute, _zone.OffsetMinutes, _zone.ZoneKnown);
    }

    private void Widen()
    {
        var wide = new SortedDictionary<long, Sum>();
        foreach (var (place, sum) in _sums)
        {
            var at = place * Steps[_step] / Steps[_step + 1];
            if (wide.TryGetValue(at, out var there))
            {
                there.Add(sum);
            }
            else
            {
                wide[at] = sum;
            }
        }

        (_sums, _step) = (wide, _step + 1);
    }

    private sealed class Sum
    {
        public long Sessions, Bad, Octets;

        public void Add(Sum other) => (Sessions, Bad, Octets) = (Sessions + other.Sessions, Bad + other.Bad, Octets + other.Octets);
    }
}
