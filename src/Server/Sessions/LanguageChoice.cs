using System.Buffers;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Server.Sessions;

/// <summary>
/// LANG (RFC 6856 §3). The language is the session's: what a user's login changed would tell who exists (§7), so none
/// does.
/// </summary>
/// <param name="preferred">What <c>LANG *</c> chooses: the operator's language.</param>
/// <param name="output">Says all that follows in the language chosen.</param>
internal sealed class LanguageChoice(Language preferred, SessionOutput output)
{
    public Next Handle(ReadOnlySpan<byte> range)
    {
        if (range.IsEmpty)
        {
            List();
            return Next.Continue;
        }

        var any = range.SequenceEqual("*"u8);
        if (!any && !LanguageTable.IsRange(range))
        {
            output.Refuse(Reply.Error(ReplyText.NoLanguageRange));
            return Next.Refused;
        }

        // A language that is not there is no mistake of the client's: it may ask for a few until one is.
        var language = any ? preferred : LanguageTable.Find(range);
        output.Language = language ?? output.Language;
        output.Reply(language is null ? Reply.Error(ReplyText.NoSuchLanguage) : Reply.Ok(ReplyText.LanguageChosen, language.Tag));
        return Next.Continue;
    }

    private void List()
    {
        output.Reply(Reply.Ok(ReplyText.LanguagesFollow));
        foreach (var language in LanguageTable.All)
        {
            output.Status(language, static (writer, l) => ReplyWriter.WriteLine(writer, $"{l.Tag} {l.Name}"));
        }

        output.Write(ReplyWriter.Terminator);
    }
}
