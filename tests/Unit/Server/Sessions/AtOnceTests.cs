using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Restante.Server.Sessions;

namespace Restante.Unit.Server.Sessions;

/// <summary>Which commands are carried out on a thread that others wait for: nothing but RETR, in whatever company.</summary>
public sealed class AtOnceTests
{
    [Theory]
    [InlineData("RETR 1\r\n", true)]
    [InlineData("retr 1\n", true)]
    [InlineData("RETR 1\r\nRetr 2\r\nRETR 3\r\n", true)]
    [InlineData("RETR 1\r\nRETR 2", true)]
    [InlineData("RETR ", true)]
    [InlineData("RETR", false)]
    [InlineData("RETR\r\n", false)]
    [InlineData("RETRO 1\r\n", false)]
    [InlineData("QUIT\r\n", false)]
    [InlineData("RETR 1\r\nQUIT\r\n", false)]
    [InlineData("RETR 1\r\nQ", false)]
    [InlineData("RETR 1\r\n\r\n", false)]
    [InlineData("DELE 1\r\nRETR 2\r\n", false)]
    [InlineData("TOP 1 0\r\n", false)]
    public void Only_messages_are_fetched_at_once(string received, bool atOnce)
    {
        var octets = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(received));
        Assert.Equal(atOnce, AtOnce.Are(new ReadResult(octets, isCanceled: false, isCompleted: false)));
        Assert.False(AtOnce.Are(new ReadResult(octets, isCanceled: true, isCompleted: false)));
        Assert.False(AtOnce.Are(new ReadResult(octets, isCanceled: false, isCompleted: true)));
    }
}
