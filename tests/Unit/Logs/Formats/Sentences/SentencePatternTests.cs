using System.Text;
using Restante.Logs.Formats;
using Restante.Logs.Formats.Sentences;

namespace Restante.Unit.Logs.Formats.Sentences;

public sealed class SentencePatternTests
{
    [Theory]
    [InlineData("Session from {address}", "Session from 192.0.2.7", "192.0.2.7")]
    [InlineData("{#messages} message{s} ({#octets} byte{t}) loaded", "2 messages (320 bytes) loaded", "2|s|320|s")]
    [InlineData("{#messages} message{s} ({#octets} byte{t}) loaded", "1 message (1 byte) loaded", "1||1|")]
    [InlineData("executed", "executed", "")]
    [InlineData("login: {address} {user} plain", "login: host [192.0.2.7] ann plain", "host [192.0.2.7]|ann")]
    public void What_fits_is_taken_apart(string pattern, string text, string places) =>
        Assert.Equal(places, string.Join('|', Match(pattern, text)!));

    [Theory]
    [InlineData("Session from {address}", "A session from 192.0.2.7")]
    [InlineData("{#messages} messages", "two messages")]
    [InlineData("{#messages} messages", " messages")]
    [InlineData("executed", "executed twice")]
    [InlineData("({user}) [{reason}]", "(ann)")]
    public void What_does_not_fit_is_refused(string pattern, string text) => Assert.Null(Match(pattern, text));

    /// <summary>A name that holds what follows it does not end early: the rest of the sentence says how far it reaches.</summary>
    [Fact]
    public void Text_chosen_by_whoever_connects_reaches_as_far_as_it_can() =>
        Assert.Equal<IEnumerable<string>>(["x\" at (evil) 1.2.3.4", "host", "192.0.2.7"], Match("login by \"{user}\" at ({host}) {address}", "login by \"x\" at (evil) 1.2.3.4\" at (host) 192.0.2.7")!);

    [Fact]
    public void Every_sentence_of_every_table_has_few_places_and_no_two_open_ends()
    {
        foreach (var sentence in FormatTable.All.OfType<SentenceFormat>().SelectMany(f => f.Sentences))
        {
            Assert.InRange(sentence.Places.Length, 0, SentencePattern.MostPlaces);
            Assert.DoesNotContain("}{", sentence.Pattern, StringComparison.Ordinal);
        }
    }

    private static string[]? Match(string pattern, string text)
    {
        var form = new SentencePattern(pattern);
        var places = new Range[SentencePattern.MostPlaces];
        return form.Matches(Encoding.UTF8.GetBytes(text), places) ? [.. form.Places.Select((_, i) => text[places[i]])] : null;
    }
}
