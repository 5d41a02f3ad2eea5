using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Restante.Protocol.Transcript;

namespace Restante.Unit.Protocol.Transcript;

public sealed class ClientLineTests
{
    [Theory]
    [InlineData("USER ann", "USER ann")]
    [InlineData("user ann", "user ann")]
    [InlineData("USER ann secret", "USER ann ****")]
    [InlineData("USER  secret", "USER  ****")]
    [InlineData("PASS secret", "PASS ****")]
    [InlineData("pAsS secret with spaces ", "PASS ****")]
    [InlineData("PASS  secret", "PASS ****")]
    [InlineData("PASS", "PASS")]
    [InlineData("PASS ", "PASS")]
    [InlineData("PASS\tsecret", "(not a command, 11 octets)")]
    [InlineData(" PASS secret", "(not a command, 12 octets)")]
    [InlineData("PASSsecret", "(not a command, 10 octets)")]
    [InlineData("secret", "(not a command, 6 octets)")]
    [InlineData("", "(not a command, 0 octets)")]
    [InlineData("AUTH", "AUTH")]
    [InlineData("AUTH PLAIN", "AUTH PLAIN")]
    [InlineData("auth plain AGFubgBzZWNyZXQ=", "AUTH PLAIN ****")]
    [InlineData("AUTH AGFubgBzZWNyZXQ=", "AUTH ****")]
    [InlineData("AUTH XSECRET secret", "AUTH ****")]
    [InlineData("AUTH  PLAIN secret", "AUTH ****")]
    [InlineData("APOP ann c4c9334bac560ecc979e58001b3e22fb", "APOP ann ****")]
    [InlineData("apop ann C4C9334BAC560ECC979E58001B3E22FB", "APOP ann ****")]
    [InlineData("APOP two secrets", "APOP ****")]
    [InlineData("APOP ann  secret", "APOP ****")]
    [InlineData("APOP secret", "APOP ****")]
    [InlineData("RETR 1", "RETR 1")]
    [InlineData("RETR \x1b[2J", "RETR \\x1b[2J")]
    public void A_line_is_shown_without_its_secret(string line, string expected) =>
        Assert.Equal(expected, ClientLine.Show(Encoding.UTF8.GetBytes(line), sasl: false));

    [Theory]
    [InlineData("AGFubgBzZWNyZXQ=", "****")]
    [InlineData("", "****")]
    [InlineData("QUIT", "****")]
    [InlineData("*", "*")]
    public void A_SASL_response_is_a_secret(string line, string expected) =>
        Assert.Equal(expected, ClientLine.Show(Encoding.UTF8.GetBytes(line), sasl: true));

    [Fact]
    public void No_password_is_shown_whatever_it_is()
    {
        string[] lines = ["PASS {0}", "pass  {0}", "Pass {0} ", "AUTH PLAIN {0}", "auth {0}", "AUTH  {0}", "AUTH LOGIN  {0} x", "APOP ann {0}", "APOP {0}", "USER ann {0}", "\t{0}", " {0}"];
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), password =>
        {
            // Long enough not to occur by chance.
            var secret = "Zq7" + password.Get + "x9Y";
            foreach (var line in lines)
            {
                var shown = ClientLine.Show(Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, line, secret)), sasl: false);
                Assert.DoesNotContain("Zq7", shown, StringComparison.Ordinal);
                Assert.DoesNotContain("x9Y", shown, StringComparison.Ordinal);
            }
        }).Hold();
    }

    [Fact]
    public void What_is_shown_never_ends_a_line() => Prop.ForAll(OctetsArb.Any, octets =>
    {
        var shown = ClientLine.Escape(octets);
        Assert.DoesNotContain(shown.EnumerateRunes(), r => Rune.IsControl(r) || Rune.GetUnicodeCategory(r) is
            UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
    }).Hold();

    [Theory]
    [InlineData("zoë €", "zoë €")]
    [InlineData("a\\b", "a\\\\b")]
    [InlineData("a\r\nb", "a\\x0d\\x0ab")]
    [InlineData("a\u202eb\u2028c\u0085", "a\\x202eb\\x2028c\\x85")]
    public void What_does_not_print_is_escaped(string text, string expected) =>
        Assert.Equal(expected, ClientLine.Escape(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Two_hundred_and_fifty_six_octets_are_enough()
    {
        Assert.Equal(new string('x', 256), ClientLine.Escape(Encoding.ASCII.GetBytes(new string('x', 256))));
        Assert.Equal(new string('x', 256) + "…", ClientLine.Escape(Encoding.ASCII.GetBytes(new string('x', 257))));
    }
}
