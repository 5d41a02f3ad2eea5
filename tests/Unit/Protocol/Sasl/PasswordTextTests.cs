using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Unit.Protocol.Sasl;

/// <summary>RFC 4013, as RFC 6856 §2.2 asks for it.</summary>
public sealed class PasswordTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData(" two  words ")]
    [InlineData("zoë€😀日本語")]
    [InlineData("a\u00A0b\u00ADc\u200B")]
    public void Text_is_legal(string text) => Assert.True(PasswordText.IsLegal(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\u0085")]
    [InlineData("a\u2028")]
    [InlineData("\uE000")]
    [InlineData("\U000F0000")]
    [InlineData("\U0010FFFD")]
    [InlineData("\uFDD0")]
    [InlineData("\U0001FFFE")]
    [InlineData("\uFFFD")]
    [InlineData("\u2FF0")]
    [InlineData("\u0340")]
    [InlineData("\u202E")]
    [InlineData("\U000E0041")]
    [InlineData("\a")]
    public void What_SASLprep_forbids_is_not(string text) => Assert.False(PasswordText.IsLegal(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(new byte[] { 0xE9 })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    public void What_is_not_UTF_8_is_not(byte[] text) => Assert.False(PasswordText.IsLegal(text));

    [Theory]
    [InlineData("a\u00A0b\u3000c", "a b c")]
    [InlineData("a\u00ADb\u200Bc\uFEFF", "abc")]
    [InlineData("zoë", "zoë")]
    // RFC 4013 §3, as far as it goes without NFKC: the last two would be "a" and "IX".
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "\u00AA")]
    [InlineData("\u2168", "\u2168")]
    public void Spaces_become_one_kind_and_what_is_not_seen_is_left_out(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(PasswordText.Prepare(Encoding.UTF8.GetBytes(text))));
}
