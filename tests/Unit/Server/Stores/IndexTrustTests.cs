using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class IndexTrustTests
{
    private static readonly FolderTimes Times = new(new(1, 100, 110), new(2, 200, 210));

    public static TheoryData<string> Changes => ["new inode", "new modified", "new changed", "cur inode", "cur modified", "cur changed"];

    [Theory]
    [InlineData(1000, 1000, true)]
    [InlineData(1000, 5000, true)]
    [InlineData(1000, 999, false)] // the clock was set back
    [InlineData(1000, 0, false)] // nobody knows what time it is
    [InlineData(0, 5000, false)] // it was not settled when it was written
    public void Folders_whose_times_stand_are_trusted_from_the_listing_on(long listed, long moment, bool trusted) =>
        Assert.Equal(trusted, Index(listed).IsTrusted(Times, moment));

    [Theory]
    [MemberData(nameof(Changes))]
    public void Folders_that_changed_in_any_way_are_not(string what)
    {
        var (first, second) = (Times.New, Times.Cur);
        var now = what switch
        {
            "new inode" => Times with { New = first with { Inode = 9 } },
            "new modified" => Times with { New = first with { Modified = 99 } },
            "new changed" => Times with { New = first with { Changed = 111 } },
            "cur inode" => Times with { Cur = second with { Inode = 9 } },
            "cur modified" => Times with { Cur = second with { Modified = 201 } },
            _ => Times with { Cur = second with { Changed = 209 } },
        };
        Assert.False(Index(1000).IsTrusted(now, 2000));
    }

    [Theory]
    [InlineData(211, true)]
    [InlineData(210, false)] // a change in the same tick would not show
    [InlineData(150, false)]
    public void Folders_are_settled_when_all_their_times_are_from_before(long time, bool settled) => Assert.Equal(settled, Times.AreBefore(time));

    private static IndexedMessages Index(long moment) => new IndexedMessages.Builder(0).Build(Times, moment);
}
