using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class DeliveryNameTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(1_234_567);

    [Fact]
    public void A_name_says_when_by_whom_and_how_large()
    {
        var stem = DeliveryName.Stem(Time, 99, 7, 0xF3A55C1, "mx1");
        Assert.Equal("1700000000.M123456P99Q7R0f3a55c1.mx1", Encoding.ASCII.GetString(stem));
        Assert.Equal("1700000000.M123456P99Q7R0f3a55c1.mx1,S=120,W=125", Encoding.ASCII.GetString(DeliveryName.WithSizes(stem, 120, 125)));
    }

    [Theory]
    [InlineData("a/b:c,d", "a\\057b\\072c\\054d")]
    [InlineData("zoë host\n", "zo__host_")]
    public void A_host_name_cannot_break_the_name(string host, string written) =>
        Assert.EndsWith("." + written, Encoding.ASCII.GetString(DeliveryName.Stem(Time, 1, 1, 1, host)), StringComparison.Ordinal);

    [Fact]
    public void The_longest_name_is_still_a_unique_id()
    {
        var stem = DeliveryName.Stem(DateTimeOffset.MaxValue, int.MaxValue, uint.MaxValue, uint.MaxValue, new string('/', 255));
        Assert.True(UniqueId.IsLegal(stem));
        Assert.True(MessageFileName.Stem(DeliveryName.WithSizes(stem, long.MaxValue, long.MaxValue)).SequenceEqual(stem));
    }
}
