using Restante.Client.Conformance;

namespace Restante.Unit.Client.Conformance;

/// <summary>What is said of a case may quote a server, and is shown on terminals and put into XML.</summary>
public sealed class CaseResultTests
{
    [Theory]
    [InlineData("\e[2Jgone", @"\x1b[2Jgone")]
    [InlineData("a\r\nb\0", @"a\x0d\x0ab\x00")]
    [InlineData("Grüße", @"Gr\xfc\xdfe")]
    [InlineData("RFC 1939 §5: \"+OK\"", "RFC 1939 §5: \"+OK\"")]
    public void What_is_not_printable_is_escaped(string why, string shown) =>
        Assert.Equal(shown, new CaseResult(CaseSuite.Default.Cases[0], Verdict.Fail, why).Why);
}
