using Restante.Server.Auth.Sources.Ldap;
using Restante.Server.Config;
using Restante.Server.Stores;

namespace Restante.Unit.Server.Auth.Sources.Ldap;

public sealed class LdapTextTests
{
    [Theory]
    [InlineData("ann.b-c_1@example.com", "ann.b-c_1@example.com")]
    [InlineData("*", "\\2A")]
    [InlineData("a)(uid=*", "a\\29\\28uid\\3D\\2A")]
    [InlineData("ann,dc=x", "ann\\2Cdc\\3Dx")]
    [InlineData(" #ann ", "\\20\\23ann\\20")]
    [InlineData("\"+;<>=\\\0", "\\22\\2B\\3B\\3C\\3E\\3D\\5C\\00")]
    [InlineData("\\2a", "\\5C2a")]
    [InlineData("jürg", "j\\C3\\BCrg")]
    public void All_but_harmless_characters_are_in_hexadecimal(string name, string escaped) => Assert.Equal(escaped, LdapText.Escape(name));

    [Fact]
    public void No_octet_comes_through_that_either_syntax_knows()
    {
        for (var c = '\0'; c < 0x800; c++)
        {
            var escaped = LdapText.Escape(c.ToString());
            Assert.True(escaped.Length == 1 ? char.IsAsciiLetterOrDigit(escaped[0]) || escaped[0] is '@' or '-' or '_' or '.' : escaped[0] == '\\', $"U+{(int)c:X4} became {escaped}");
        }
    }

    [Theory]
    [InlineData("ann@example.com", "uid=ann,dc=example.com,cn=ann@example.com")]
    [InlineData("{domain}", "uid=\\7Bdomain\\7D,dc=,cn=\\7Bdomain\\7D")]
    public void A_pattern_is_filled_in_one_pass(string user, string filled)
    {
        Assert.True(MailboxName.TryParse(user, out var name));
        Assert.Equal(filled, NamePattern.Fill("uid={local},dc={domain},cn={user}", name, LdapText.Escape));
        Assert.Equal(!user.Contains('@', StringComparison.Ordinal), NamePattern.Misses("dc={domain}", name));
        Assert.False(NamePattern.Misses("uid={local}", name));
    }
}
