using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class UniqueIdTests
{
    [Fact]
    public void A_unique_id_has_1_to_70_octets()
    {
        Assert.False(UniqueId.IsLegal(default));
        Assert.True(UniqueId.IsLegal("x"u8));
        Assert.True(UniqueId.IsLegal(Encoding.ASCII.GetBytes(new string('x', 70))));
        Assert.False(UniqueId.IsLegal(Encoding.ASCII.GetBytes(new string('x', 71))));
    }

    [Fact]
    public void Each_octet_is_printable_and_no_space()
    {
        for (var octet = 0; octet < 256; octet++)
        {
            Assert.Equal(octet is >= 0x21 and <= 0x7e, UniqueId.IsLegal([(byte)'a', (byte)octet, (byte)'b']));
        }
    }
}
