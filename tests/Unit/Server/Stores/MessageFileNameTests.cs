using System.Text;
using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class MessageFileNameTests
{
    [Theory]
    [InlineData("17.M1.host", "17.M1.host", "17.M1.host")]
    [InlineData("17.M1.host:2,S", "17.M1.host", "17.M1.host")]
    [InlineData("17.M1.host,S=3,W=4:2,RS", "17.M1.host,S=3,W=4", "17.M1.host")]
    [InlineData("17.M1.host,U=5:2,", "17.M1.host,U=5", "17.M1.host")]
    [InlineData(":2,S", ":2,S", "")]
    [InlineData(",S=3", ",S=3", "")]
    public void A_name_is_a_stem_a_base_and_flags(string name, string baseName, string stem)
    {
        Assert.Equal(baseName, Encoding.ASCII.GetString(MessageFileName.Base(Octets(name))));
        Assert.Equal(stem, Encoding.ASCII.GetString(MessageFileName.Stem(Octets(name))));
    }

    [Theory]
    [InlineData("17.M1.host", 17)]
    [InlineData("0017.x", 17)]
    [InlineData("999999999999999999.x", 999999999999999999)]
    [InlineData("9999999999999999999.x", long.MaxValue)]
    [InlineData("17x.host", long.MaxValue)]
    [InlineData("-17.host", long.MaxValue)]
    [InlineData("17", long.MaxValue)]
    [InlineData(".17", long.MaxValue)]
    public void The_number_is_what_stands_before_the_first_dot(string name, long number) =>
        Assert.Equal(number, MessageFileName.Number(Octets(name)));

    [Theory]
    [InlineData("1.a,S=3,W=4:2,S", 3, 4)]
    [InlineData("1.a,W=4,S=3", 3, 4)]
    [InlineData("1.a", -1, -1)]
    [InlineData("1.a:2,S=3,W=4", -1, -1)]
    [InlineData("1.a,S=,W=x", -1, -1)]
    [InlineData("1.a,S=-3,W=+4", -1, -1)]
    [InlineData("1.a,S=3x", -1, -1)]
    [InlineData("1.a,S=99999999999999999999", -1, -1)]
    public void Sizes_are_read_from_the_base_and_only_when_they_are_numbers(string name, long fileSize, long octets)
    {
        Assert.Equal(fileSize, MessageFileName.FileSize(Octets(name)));
        Assert.Equal(octets, MessageFileName.WireOctets(Octets(name)));
    }

    [Fact]
    public void A_name_for_people_escapes_what_is_not_printable() =>
        Assert.Equal(@"a\x20\xFF\x0A\x5Cb", MessageFileName.Printable([(byte)'a', 0x20, 0xFF, 0x0A, 0x5C, (byte)'b']));

    private static byte[] Octets(string name) => Encoding.ASCII.GetBytes(name);
}
