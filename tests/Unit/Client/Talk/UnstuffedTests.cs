using System.Text;
using Restante.Client.Talk;

namespace Restante.Unit.Client.Talk;

public sealed class UnstuffedTests
{
    [Theory]
    [InlineData("Subject: x\r\n\r\nbody\r\n.\r\n", "Subject: x\r\n\r\nbody\r\n")]
    [InlineData("..\r\n...\r\n..x\r\n.\r\n", ".\r\n..\r\n.x\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData("a\n.\n", "a\n")]
    [InlineData(".x\r\n.\rz\r\n.\r\n", "x\r\n\rz\r\n")]
    [InlineData("a.\r\nb\r.\r\n.\r\n", "a.\r\nb\r.\r\n")]
    public void A_message_is_what_it_was_in_pieces_of_any_size(string wire, string message)
    {
        foreach (var size in new[] { 1, 2, 3, 64 })
        {
            using var written = new MemoryStream();
            var unstuffed = new Unstuffed(written);
            foreach (var piece in Encoding.ASCII.GetBytes(wire).Chunk(size))
            {
                unstuffed.Write(piece);
            }

            Assert.Equal(message, Encoding.ASCII.GetString(written.ToArray()));
        }
    }
}
