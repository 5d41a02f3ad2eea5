using System.Buffers;
using System.Text;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Unit.Protocol.Pop3.Languages;

public sealed class LanguageTests
{
    // fetchmail takes these, anywhere behind -ERR, for "somebody else has the mailbox, try later".
    private static readonly ReplyText[] Busy = [ReplyText.InUse, ReplyText.InUseSince, ReplyText.LockLost, ReplyText.LoginTooSoon];

    private static readonly SearchValues<char> Misread = SearchValues.Create("@<>[]\\");

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private static readonly ReplyText[] Texts = [.. Enum.GetValues<ReplyText>().Where(t => t != ReplyText.None)];

    public static TheoryData<string> Tags => [.. LanguageTable.All.Select(l => l.Tag)];

    public static TheoryData<string> Translations => [.. LanguageTable.All.Skip(1).Select(l => l.Tag)];

    [Fact]
    public void The_eight_languages_are_there_each_under_a_tag_and_a_name_of_its_own()
    {
        Assert.Equal(["en", "de", "fr", "es", "it", "hr", "pt", "ja"], LanguageTable.All.Select(l => l.Tag));
        Assert.Equal(LanguageTable.All.Length, LanguageTable.All.Select(l => l.Name).Distinct().Count());
        Assert.Same(Language.English, LanguageTable.All[0]);
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void No_text_is_missing_or_there_twice(string tag)
    {
        var language = LanguageTable.Of(tag);
        Assert.True(language[ReplyText.None].IsEmpty);
        Assert.DoesNotContain(Texts, t => language[t].Trim((byte)' ').IsEmpty);
        Assert.Empty(Texts.GroupBy(t => Text(language, t)).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_is_not_the_English_text(string tag) => Assert.Equal(
        tag == "fr" ? [ReplyText.Verbatim, ReplyText.Octets] : [ReplyText.Verbatim],
        Texts.Where(t => Text(LanguageTable.Of(tag), t) == Text(Language.English, t)));

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_translation_says_what_the_English_text_says_it_of(string tag) => Assert.All(Texts, t =>
        Assert.Equal(Places(Text(Language.English, t)).Order(), Places(Text(LanguageTable.Of(tag), t)).Order()));

    /// <summary>Clients take what is in brackets, and what has an @, for a timestamp; response codes are not part of a text.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void No_text_has_what_a_client_takes_for_something_else(string tag)
    {
        foreach (var text in Texts)
        {
            var words = Text(LanguageTable.Of(tag), text);
            Assert.False(words.AsSpan().ContainsAny(Misread), $"{text}: {words}");
            Assert.DoesNotContain(words, char.IsControl);
            Assert.True(text == ReplyText.TooManyRefused || words == words.Trim(), $"{text}: {words}");
            if (!Busy.Contains(text))
            {
                Assert.DoesNotContain("lock", words, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("wait", words, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    /// <summary>RFC 2449 §4: 512 octets, with the longest code, two arguments of some length and the ending.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void No_text_is_cut(string tag)
    {
        var language = LanguageTable.Of(tag);
        foreach (var text in Texts)
        {
            var reply = new Reply(false, ResponseCode.LoginDelay, text, new string('x', 45), new string('y', 45));
            Assert.EndsWith(Text(language, ReplyText.TooManyRefused) + "\r\n", Written(w => ReplyWriter.Write(w, reply, language, ReplyText.TooManyRefused)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "+OK 3 octets\r\n", "+OK 3 messages (320 octets)\r\n", "-ERR [SYS/TEMP] 1 of 3 messages not removed\r\n")]
    [InlineData("de", "+OK 3 Oktette\r\n", "+OK Nachrichten: 3 (Oktette: 320)\r\n", "-ERR [SYS/TEMP] 1 von 3 Nachrichten nicht gelöscht\r\n")]
    [InlineData("ja", "+OK 3 オクテット\r\n", "+OK メッセージ 3 通（320 オクテット）\r\n", "-ERR [SYS/TEMP] 3 通のうち 1 通を削除できませんでした\r\n")]
    public void Arguments_stand_where_the_language_has_them(string tag, string octets, string maildrop, string refusal)
    {
        var language = LanguageTable.Of(tag);
        Assert.Equal(octets, Written(w => ReplyWriter.WriteOctets(w, 3, language)));
        Assert.Equal(maildrop, Written(w => ReplyWriter.WriteMaildrop(w, 3, 320, language)));
        Assert.Equal(refusal, Written(w => ReplyWriter.Write(w, Reply.Error(ResponseCode.SysTemp, ReplyText.NotRemoved, "1", "3"), language)));
    }

    /// <summary>RETR's number of octets stands first: programs read it.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void The_octets_of_a_message_follow_OK(string tag) =>
        Assert.StartsWith($"+OK {long.MaxValue} ", Written(w => ReplyWriter.WriteOctets(w, long.MaxValue, LanguageTable.Of(tag))), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_reply_allocates_nothing(string tag)
    {
        var language = LanguageTable.Of(tag);
        var reply = Reply.Error(ResponseCode.Auth, ReplyText.NotRemoved, "1", "3");
        var output = new ArrayBufferWriter<byte>(65_536);
        Write();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Write()
        {
            for (var i = 0; i < 20; i++)
            {
                ReplyWriter.Write(output, reply, language, ReplyText.TooManyRefused);
                ReplyWriter.WriteOctets(output, 339_741, language);
                ReplyWriter.WriteMaildrop(output, 20, 339_741, language);
            }
        }
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("EN", "en")]
    [InlineData("en-US", "en")]
    [InlineData("de-AT", "de")]
    [InlineData("de-Latn-DE-1996", "de")]
    [InlineData("pt-BR", "pt")]
    [InlineData("hr-x-private", "hr")]
    [InlineData("ja", "ja")]
    [InlineData("uga", null)]
    [InlineData("e", null)]
    [InlineData("deu", null)]
    [InlineData("sv-de", null)]
    public void A_range_finds_the_language_of_its_longest_beginning(string range, string? expected)
    {
        Assert.True(LanguageTable.IsRange(Encoding.ASCII.GetBytes(range)));
        Assert.Equal(expected, LanguageTable.Find(Encoding.ASCII.GetBytes(range))?.Tag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("de-")]
    [InlineData("-de")]
    [InlineData("de--AT")]
    [InlineData("de_AT")]
    [InlineData("de-*")]
    [InlineData("1de")]
    [InlineData("abcdefghi")]
    [InlineData("de-abcdefghi")]
    [InlineData("日本語")]
    public void What_RFC_4647_does_not_allow_is_no_range(string text) =>
        Assert.False(LanguageTable.IsRange(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<char> Places(string text) => text.Index().Where(c => c.Item == '{').Select(c => text[c.Index + 1]);

    private static string Text(Language language, ReplyText text) => Strict.GetString(language[text]);

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        Assert.True(output.WrittenCount <= Reply.MaxLength);
        return Strict.GetString(output.WrittenSpan);
    }
}
