using Restante.Client.Conformance;

namespace Restante.Unit.Client.Conformance;

/// <summary>What fits: the status, numbers and codes, not the words.</summary>
public sealed class ReplyPatternTests
{
    [Theory]
    [InlineData("+OK", "+OK")]
    [InlineData("+OK", "+OK any words")]
    [InlineData("+OK 2 320", "+OK 2 320")]
    [InlineData("+OK 2 <#size>", "+OK 2 320")]
    [InlineData("+OK 2 <#size>", "+OK 2 320 octets")]
    [InlineData("+OK <#n> <#size>$", "+OK 2 320")]
    [InlineData("-ERR [AUTH]", "-ERR [auth] no")]
    [InlineData("-ERR | closed", "-ERR")]
    [InlineData("+OK | -ERR", "-ERR no")]
    [InlineData("+ $", "+ ")]
    [InlineData("+ <base64>$", "+ AAAA")]
    [InlineData("+ <base64>$", "+ ")]
    [InlineData("+OK*<*@*>*", "+OK ready <1.2@host>")]
    [InlineData("sasl *", "SASL PLAIN")]
    public void It_fits(string pattern, string line) => Assert.True(ReplyPattern.Matches(pattern, line, new Dictionary<string, string>(StringComparer.Ordinal)));

    [Theory]
    [InlineData("+OK", "+OKAY")]
    [InlineData("+OK", "+ok")]
    [InlineData("+OK", "-ERR +OK")]
    [InlineData("+OK 2 320", "+OK 2 3200")]
    [InlineData("+OK 2 <#size>", "+OK 2 -1")]
    [InlineData("+OK 2 <#size>", "+OK  2 320")]
    [InlineData("+OK <#n> <#size>$", "+OK 2 320 octets")]
    [InlineData("-ERR [AUTH]", "-ERR [IN-USE] no")]
    [InlineData("+ $", "+")]
    [InlineData("+ <base64>$", "+ AAA")]
    [InlineData("closed", "closed")]
    public void It_does_not_fit(string pattern, string line) => Assert.False(ReplyPattern.Matches(pattern, line, new Dictionary<string, string>(StringComparer.Ordinal)));

    [Fact]
    public void What_was_bound_once_stays()
    {
        var bound = new Dictionary<string, string>(StringComparer.Ordinal);
        Assert.True(ReplyPattern.Matches("+OK 1 <id>$", "+OK 1 a.b*c", bound));
        Assert.Equal("a.b*c", bound["id"]);
        Assert.True(ReplyPattern.Matches("1 <id>$", "1 a.b*c", bound));
        Assert.False(ReplyPattern.Matches("1 <id>$", "1 aXb*c", bound));
        Assert.False(ReplyPattern.Matches("1 <id>$", "1 A.B*C", bound));
    }
}
