using System.Collections.Immutable;
using System.Text;

namespace Restante.Protocol.Pop3;

/// <summary>One row of the state table.</summary>
/// <param name="Keyword">The command.</param>
/// <param name="Name">The command as it is sent, in capitals.</param>
/// <param name="States">Where it is legal.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="Secret">True when its arguments hold a secret: never shown, and not trimmed.</param>
/// <param name="Clause">Where it is defined.</param>
/// <param name="Does">What it does, for the printed table.</param>
public sealed record StateRow(
    Keyword Keyword, string Name, SessionStates States, Arguments Arguments, bool Secret, string Clause, string Does)
{
    internal byte[] NameOctets { get; } = Encoding.ASCII.GetBytes(Name);
}

/// <summary>
/// Which commands there are, where they are legal and what they take. The parser, the session, the transcript and the
/// page docs/protocol/states.md all read this one table; no handler checks its state again.
/// </summary>
public static class StateTable
{
    public static ImmutableArray<StateRow> Rows { get; } =
    [
        new(Keyword.User, "USER", SessionStates.Authorization, Arguments.Word, false, "RFC 1939 §7", "names the user; always +OK"),
        new(Keyword.Pass, "PASS", SessionStates.Authorization, Arguments.Rest, true, "RFC 1939 §7", "gives the password, locks and lists the maildrop"),
        new(Keyword.Apop, "APOP", SessionStates.Authorization, Arguments.NameAndDigest, true, "RFC 1939 §7", "logs in by a digest of the greeting's timestamp; where it is enabled"),
        new(Keyword.Auth, "AUTH", SessionStates.Authorization, Arguments.Mechanism, true, "RFC 5034 §4", "logs in by a SASL mechanism; alone, lists the mechanisms"),
        new(Keyword.Stls, "STLS", SessionStates.Authorization, Arguments.None, false, "RFC 2595 §4", "starts TLS; once, and forgets what came before"),
        new(Keyword.Utf8, "UTF8", SessionStates.Authorization, Arguments.None, false, "RFC 6856 §2.1", "begins UTF-8 mode: messages come with UTF-8 in their headers"),
        new(Keyword.Stat, "STAT", SessionStates.Transaction, Arguments.None, false, "RFC 1939 §5", "counts the messages that are not marked, and their octets"),
        new(Keyword.List, "LIST", SessionStates.Transaction, Arguments.OptionalMessage, false, "RFC 1939 §5", "lists sizes, of all or of one"),
        new(Keyword.Uidl, "UIDL", SessionStates.Transaction, Arguments.OptionalMessage, false, "RFC 1939 §7", "lists unique-ids, of all or of one"),
        new(Keyword.Retr, "RETR", SessionStates.Transaction, Arguments.Message, false, "RFC 1939 §5", "sends a message"),
        new(Keyword.Top, "TOP", SessionStates.Transaction, Arguments.MessageAndLines, false, "RFC 1939 §7", "sends a header and some lines of the body"),
        new(Keyword.Dele, "DELE", SessionStates.Transaction, Arguments.Message, false, "RFC 1939 §5", "marks a message; QUIT removes it"),
        new(Keyword.Rset, "RSET", SessionStates.Transaction, Arguments.None, false, "RFC 1939 §5", "takes all marks back"),
        new(Keyword.Noop, "NOOP", SessionStates.Transaction, Arguments.None, false, "RFC 1939 §5", "does nothing"),
        new(Keyword.Lang, "LANG", SessionStates.Both, Arguments.OptionalWord, false, "RFC 6856 §3", "chooses the language of replies; alone, lists the languages"),
        new(Keyword.Capa, "CAPA", SessionStates.Both, Arguments.None, false, "RFC 2449 §5", "lists the capabilities that hold now"),
        new(Keyword.Quit, "QUIT", SessionStates.Both, Arguments.None, false, "RFC 1939 §4 and §6", "ends the session; after login it removes what is marked"),
    ];

    /// <summary>The row of a keyword in any case, or null.</summary>
    public static StateRow? Find(ReadOnlySpan<byte> keyword)
    {
        foreach (var row in Rows)
        {
            if (Ascii.EqualsIgnoreCase(keyword, row.NameOctets))
            {
                return row;
            }
        }

        return null;
    }
}
