using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class StateTableTests
{
    [Fact]
    public void Every_keyword_has_one_row_and_every_row_its_own_name()
    {
        Assert.Equal(Enum.GetValues<Keyword>().Where(k => k != Keyword.None).Order(), StateTable.Rows.Select(r => r.Keyword).Order());
        Assert.Equal(StateTable.Rows.Length, StateTable.Rows.Select(r => r.Name).Distinct().Count());
    }

    [Fact]
    public void A_row_is_found_by_its_name_in_any_case_and_by_nothing_else()
    {
        foreach (var row in StateTable.Rows)
        {
            Assert.Matches("^[A-Z][A-Z0-9]{2,3}$", row.Name);
            Assert.Equal(row.Keyword.ToString().ToUpperInvariant(), row.Name);
            Assert.Same(row, StateTable.Find(Encoding.ASCII.GetBytes(row.Name)));
            Assert.Same(row, StateTable.Find(Encoding.ASCII.GetBytes(row.Name.ToLowerInvariant())));
            Assert.Null(StateTable.Find(Encoding.ASCII.GetBytes(row.Name + "X")));
            Assert.Null(StateTable.Find(Encoding.ASCII.GetBytes(row.Name[..^1])));
        }

        Assert.Null(StateTable.Find(default));
    }

    [Fact]
    public void Each_row_has_a_state_a_clause_and_words()
    {
        foreach (var row in StateTable.Rows)
        {
            Assert.NotEqual(default, row.States);
            Assert.StartsWith("RFC ", row.Clause, StringComparison.Ordinal);
            Assert.NotEmpty(row.Does);
        }
    }

    [Fact]
    public void The_commands_that_carry_secrets_are_marked() =>
        Assert.Equal([Keyword.Apop, Keyword.Auth, Keyword.Pass], StateTable.Rows.Where(r => r.Secret).Select(r => r.Keyword).Order());

    [Fact]
    public void The_page_of_states_is_the_table()
    {
        var page = Repository.File("docs", "protocol", "states.md");
        if (Environment.GetEnvironmentVariable("RESTANTE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(page, StatePage.Print());
        }

        Assert.Equal(StatePage.Print(), File.ReadAllText(page));
    }
}
