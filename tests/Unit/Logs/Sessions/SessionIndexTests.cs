using System.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Unit.Logs.Sessions;

public sealed class SessionIndexTests
{
    private readonly SessionIndex _index = new();

    [Fact]
    public void The_latest_of_a_name_is_found_however_many_names_there_are()
    {
        var places = new List<SessionIndex.Place>();
        for (var i = 0; i < 5000; i++)
        {
            places.Add(_index.Add(NewSession(), Octets($"user{i % 1000}")));
        }

        for (var i = 0; i < 1000; i++)
        {
            var place = _index.Find(Octets($"user{i}"));
            for (var turn = 4; turn >= 0; turn--, place = place!.Before)
            {
                Assert.Same(places[turn * 1000 + i], place);
            }

            Assert.Null(place);
        }
    }

    [Fact]
    public void Who_leaves_is_found_no_more_and_the_others_are()
    {
        var (first, second, third) = (_index.Add(NewSession(), "ann"u8), _index.Add(NewSession(), "ann"u8), _index.Add(NewSession(), "ann"u8));
        _index.Remove(second);
        _index.Remove(second);
        Assert.Same(third, _index.Find("ann"u8));
        Assert.Same(first, third.Before);
        Assert.Equal(2, _index.Count);
        _index.Remove(third);
        _index.Remove(first);
        Assert.Null(_index.Find("ann"u8));
        Assert.Equal(0, _index.Count);
    }

    [Fact]
    public void A_text_is_the_name_only_where_it_is_the_same()
    {
        var text = new string("ann");
        Assert.Same(text, _index.Add(NewSession(), "ann"u8, text).Name);
        Assert.Equal("bob", _index.Add(NewSession(), "bob"u8, text).Name);
        Assert.Equal("b\u00e4r", _index.Add(NewSession(), [(byte)'b', 0xe4, (byte)'r'], @"b\xe4r").Name);
        Assert.NotNull(_index.Find([(byte)'b', 0xe4, (byte)'r']));
    }

    private static Session NewSession() => new("test", "key", new LineSource(0, 1));

    private static byte[] Octets(string text) => Encoding.ASCII.GetBytes(text);
}
