using System.Text;
using Restante.Client.Conformance;

namespace Restante.Unit.Client.Conformance;

/// <summary>What may be added on a message's way, and what may not be missing.</summary>
public sealed class MessageFaultTests
{
    private static readonly SeedMessage Sent = new("a", Encoding.ASCII.GetBytes("From: x\r\nSubject: y\r\n\r\none\r\n\r\nthree\r\n"));

    [Theory]
    [InlineData("From: x|Subject: y||one||three")]
    [InlineData("Return-Path: <>|From: x|X-Added: 1|Subject: y|Status: O||one||three")]
    public void It_is_the_message(string lines) => Assert.Null(MessageFault.Find(Sent, lines.Split('|')));

    [Theory]
    [InlineData("From: x||one||three", "Subject")]
    [InlineData("Subject: y|From: x||one||three", "lacks")]
    [InlineData("From: x|Subject: y|one|three", "blank")]
    [InlineData("From: x|Subject: y||one||three|", "4 lines")]
    [InlineData("From: x|Subject: y||one|", "2 lines")]
    [InlineData("From: x|Subject: y||one||three ", "line 3")]
    public void It_is_not(string lines, string said) => Assert.Contains(said, MessageFault.Find(Sent, lines.Split('|')), StringComparison.Ordinal);

    [Theory]
    [InlineData("From: x|Subject: y|", 0, true)]
    [InlineData("From: x|Subject: y||one", 1, true)]
    [InlineData("From: x|Subject: y||one||three", 9, true)]
    [InlineData("From: x|Subject: y||one", 0, false)]
    [InlineData("From: x|Subject: y", 0, false)]
    public void So_much_of_it_is_there(string lines, int bodyLines, bool whole) => Assert.Equal(whole, MessageFault.Find(Sent, lines.Split('|'), bodyLines) is null);
}
