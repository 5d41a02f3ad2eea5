using System.Text;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class LockContentTests
{
    private const string Line = "session=s1 node=mx1 address=192.0.2.7 since=2026-01-31T12:00:00.0000000+00:00";

    private static readonly LeaseHolder Holder = new("s1", "mx1", "192.0.2.7", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var read = LockContent.Read(new LockContent(Holder, ["a", "b"]).Write());
        Assert.Equal(Holder, read.Holder);
        Assert.Equal(["a", "b"], read.Removing);
    }

    [Fact]
    public void A_session_over_a_Unix_socket_has_no_address_and_is_a_holder_all_the_same()
    {
        var local = Holder with { Address = "local" };
        Assert.Equal(local, LockContent.Read(new LockContent(local, []).Write()).Holder);
    }

    [Theory]
    [InlineData("since=2026-01-31T12:00:00.0000000+00:00 address=192.0.2.7 colour=blue session=s1 node=mx1\n")]
    [InlineData(Line + "\nanything\n")]
    public void Order_and_what_is_not_known_do_not_matter(string text) => Assert.Equal(Holder, Read(text).Holder);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(Line)]
    [InlineData("session=s1 node=mx1 address=mx.example.org since=2026-01-31T12:00:00.0000000+00:00\n")]
    [InlineData("session=s1 node=mx1 address=192.0.2.7 since=yesterday\n")]
    [InlineData("session= node=mx1 address=192.0.2.7 since=2026-01-31T12:00:00.0000000+00:00\n")]
    [InlineData("session=s\u00011 node=mx1 address=192.0.2.7 since=2026-01-31T12:00:00.0000000+00:00\n")]
    [InlineData("session=zoë node=mx1 address=192.0.2.7 since=2026-01-31T12:00:00.0000000+00:00\n")]
    public void What_is_no_holder_is_none(string text) => Assert.Null(Read(text).Holder);

    [Fact]
    public void A_session_id_of_any_length_is_not_taken() =>
        Assert.Null(Read(Line.Replace("s1", new string('s', 65), StringComparison.Ordinal) + "\n").Holder);

    [Fact]
    public void A_torn_or_illegal_unique_id_ends_the_list()
    {
        Assert.Equal(["a"], Read(Line + "\nremoving=3\na\nb").Removing);
        Assert.Equal(["a"], Read(Line + "\nremoving=3\na\nb c\nd\n").Removing);
        Assert.Empty(Read(Line + "\nremoving=3\n" + new string('x', 71) + "\n").Removing);
    }

    [Fact]
    public void Content_cut_anywhere_is_read_without_an_error_and_never_invents_a_unique_id()
    {
        var whole = new LockContent(Holder, ["first", "second"]).Write();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Empty(LockContent.Read(whole.AsSpan(0, length)).Removing.Except(["first", "second"]));
        }
    }

    private static LockContent Read(string text) => LockContent.Read(Encoding.UTF8.GetBytes(text));
}
