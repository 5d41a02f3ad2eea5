using Restante.Client.Talk;

namespace Restante.Unit.Client.Talk;

public sealed class TalkLineTests
{
    [Theory]
    [InlineData("CAPA", true)]
    [InlineData("capa", true)]
    [InlineData("LIST", true)]
    [InlineData("LIST ", true)]
    [InlineData("LIST 1", false)]
    [InlineData("UIDL", true)]
    [InlineData("UIDL 3", false)]
    [InlineData("RETR 1", true)]
    [InlineData("TOP 1 0", true)]
    [InlineData("AUTH", true)]
    [InlineData("AUTH PLAIN", false)]
    [InlineData("STAT", false)]
    [InlineData("HELP", false)]
    [InlineData("", false)]
    public void It_is_known_which_answers_have_many_lines(string text, bool expected) => Assert.Equal(expected, new TalkLine(text).HasList);

    [Theory]
    [InlineData("PASS secret", true)]
    [InlineData("pass two words", true)]
    [InlineData("AUTH PLAIN AGFubgBzZWNyZXQ=", true)]
    [InlineData("AUTH LOGIN", true)]
    [InlineData("AUTH XOAUTH2", true)]
    [InlineData("AUTH SOMETHING-NEW", true)]
    [InlineData("AUTH SCRAM-SHA-256", false)]
    [InlineData("AUTH CRAM-MD5", false)]
    [InlineData("AUTH", false)]
    [InlineData("APOP ann c4c9334bac560ecc979e58001b3e22fb", false)]
    [InlineData("USER ann", false)]
    public void It_is_known_which_commands_show_a_password(string text, bool expected) => Assert.Equal(expected, new TalkLine(text).ShowsPassword);

    [Theory]
    [InlineData("PASS secret", "PASS ")]
    [InlineData("pass se cret", "pass ")]
    [InlineData("  PASS secret", "  PASS ")]
    [InlineData("PASS", "PASS")]
    [InlineData("PAS", "PAS")]
    [InlineData("PASSWORD x", "PASSWORD x")]
    [InlineData("AUTH PLAIN AGFu", "AUTH PLAIN ")]
    [InlineData("AUTH PLAIN", "AUTH PLAIN")]
    [InlineData("APOP ann c4c9", "APOP ann ")]
    [InlineData("USER ann", "USER ann")]
    public void A_secret_is_not_shown_while_it_is_typed(string text, string shown) => Assert.Equal(shown, text[..TalkLine.SecretFrom(text)]);

    [Fact]
    public void A_transcript_has_no_password()
    {
        Assert.Equal("PASS ****", new TalkLine("PASS secret").Shown(sasl: false));
        Assert.Equal("****", new TalkLine("c2VjcmV0").Shown(sasl: true));
    }
}
