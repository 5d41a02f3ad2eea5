using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

/// <summary>docs/protocol/states.md, printed from the state table.</summary>
internal static class StatePage
{
    public static string Print()
    {
        var page = new StringBuilder(
            """
            # States and commands

            Printed from `src/Protocol/Pop3/StateTable.cs`, which parser, sessions and transcripts read too; a test compares.
            After a change of the table: `RESTANTE_WRITE_DOCS=1 dotnet test tests/Unit --filter StateTable`.

            AUTHORIZATION is before login, TRANSACTION after it. UPDATE is what QUIT does after login; it takes no commands.
            A line has at most 255 octets with its line end, `AUTH` and SASL responses 65,536. Keywords come in any case.
            The arguments of a command that holds a secret never appear in logs and transcripts.


            """);
        Table(page, "AUTHORIZATION", SessionStates.Authorization);
        Table(page, "TRANSACTION", SessionStates.Transaction);
        page.Length--;
        return page.ToString();
    }

    private static void Table(StringBuilder page, string title, SessionStates state)
    {
        page.Append("## ").Append(title).Append("\n\n| command | does | secret | defined in |\n|---|---|---|---|\n");
        foreach (var row in StateTable.Rows.Where(r => r.States.HasFlag(state)))
        {
            page.Append("| `").Append(row.Name).Append(Takes(row.Arguments)).Append("` | ").Append(row.Does).Append(" | ")
                .Append(row.Secret ? "yes" : "").Append(" | ").Append(row.Clause).Append(" |\n");
        }

        page.Append('\n');
    }

    private static string Takes(Arguments arguments) => arguments switch
    {
        Arguments.None => "",
        Arguments.Word => " NAME",
        Arguments.OptionalWord => " [RANGE]",
        Arguments.Rest => " REST OF THE LINE",
        Arguments.Message => " NUMBER",
        Arguments.OptionalMessage => " [NUMBER]",
        Arguments.MessageAndLines => " NUMBER LINES",
        Arguments.NameAndDigest => " NAME DIGEST",
        Arguments.Mechanism => " [MECHANISM [RESPONSE]]",
        _ => throw new ArgumentOutOfRangeException(nameof(arguments)),
    };
}
