using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Unit.Logs.Sessions;

public sealed class SessionTableTests
{
    private readonly List<Session> _over = [];
    private readonly SessionTable _table;

    public SessionTableTests() => _table = new SessionTable("test", new NameTable(), _over.Add, most: 3);

    [Fact]
    public void The_session_that_was_quiet_longest_gives_its_place()
    {
        var (a, b, c) = (Open("a"), Open("b"), Open("c"));
        _table.Take(a, Line());
        Open("d");

        Assert.Equal([b], _over);
        Assert.Equal(Ended.Unfinished, b.Ended);
        Assert.Equal(1, _table.Evicted);
        _table.EndAll();
        Assert.Equal(["b", "c", "a", "d"], _over.Select(s => s.Id));
        Assert.Equal(0, _table.Count);
        Assert.NotSame(a, c);
    }

    [Fact]
    public void A_key_that_serves_again_ends_the_session_before()
    {
        var first = Open("a");
        var second = Open("a");
        Assert.Equal([first], _over);
        Assert.Same(second, _table.Find("a"u8));
    }

    [Fact]
    public void A_second_name_goes_back_to_the_one_that_had_it_before()
    {
        var (a, b, c) = (Open("a"), Open("b"), Open("c"));
        foreach (var session in (Session[])[a, b, c])
        {
            _table.Name(session, "ann"u8);
        }

        Assert.Same(c, _table.FindNamed("ann"u8));
        Assert.Same(b, SessionTable.Before(c));
        _table.End(b);
        Assert.Same(c, _table.FindNamed("ann"u8));
        Assert.Same(a, SessionTable.Before(c));
        _table.End(c);
        Assert.Same(a, _table.FindNamed("ann"u8));
        _table.End(a);
        Assert.Null(_table.FindNamed("ann"u8));
    }

    [Fact]
    public void A_session_is_handed_on_once()
    {
        var session = Open("a");
        _table.End(session);
        _table.End(session);
        _table.EndAll();
        Assert.Single(_over);
    }

    [Fact]
    public void Keys_may_be_any_octets()
    {
        var session = _table.Open([0xff, 0, 27], Line());
        Assert.Same(session, _table.Find([0xff, 0, 27]));
        Assert.Null(_table.Find([0xff, 0]));
        Assert.Equal(@"\xff\x00\x1b", session.Id);
    }

    private Session Open(string key) => _table.Open(System.Text.Encoding.ASCII.GetBytes(key), Line());

    private static LogLine Line() => new("x"u8, default, new LineSource(0, 1));
}
