using Restante.Cli.Commands.Talk;
using Restante.Cli.Commands.Talk.Editing;

namespace Restante.Unit.Cli.Talk;

public sealed class EditingTests
{
    [Fact]
    public void A_line_is_edited_at_its_cursor()
    {
        var line = new EditedLine();
        line.Set("RETR 12");
        line.MoveTo(5);
        line.Insert("3");
        Assert.Equal(("RETR 312", 6), (line.Text, line.Cursor));
        line.Delete();
        line.Backspace();
        Assert.Equal(("RETR 2", 5), (line.Text, line.Cursor));
        line.MoveTo(-4);
        line.Backspace();
        line.MoveTo(99);
        line.Delete();
        Assert.Equal(("RETR 2", 6), (line.Text, line.Cursor));
    }

    [Fact]
    public void What_is_cut_out_can_be_put_back()
    {
        var line = new EditedLine();
        line.Set("TOP 12 30  ");
        line.KillWord();
        Assert.Equal("TOP 12 ", line.Text);
        line.Yank();
        Assert.Equal("TOP 12 30  ", line.Text);
        line.MoveTo(3);
        line.KillToEnd();
        Assert.Equal("TOP", line.Text);
        line.KillToStart();
        Assert.Equal(("", 0), (line.Text, line.Cursor));
        line.Forget();
        line.Yank();
        Assert.Equal("", line.Text);
    }

    [Fact]
    public void History_goes_back_and_forth_and_keeps_the_unfinished_line()
    {
        var history = new LineHistory();
        history.Add("STAT");
        history.Add("STAT");
        history.Add(" ");
        history.Add("LIST");
        history.Start();
        Assert.Equal("LIST", history.Back("RE"));
        Assert.Equal("STAT", history.Back("LIST"));
        Assert.Null(history.Back("STAT"));
        Assert.Equal("LIST", history.Forward());
        Assert.Equal("RE", history.Forward());
        Assert.Null(history.Forward());
    }

    [Theory]
    [InlineData("sta", "STAT", 0)]
    [InlineData("RE", "RETR ", 0)]
    [InlineData("L", "L", 2)]
    [InlineData("LI", "LIST", 0)]
    [InlineData("AUTH S", "AUTH SCRAM-SHA-", 2)]
    [InlineData("x", "x", 0)]
    public void Tab_completes_as_far_as_it_is_certain(string typed, string completed, int choices)
    {
        var completion = Completion.Of(typed, ["STAT", "RETR ", "LIST", "LANG ", "AUTH SCRAM-SHA-1", "AUTH SCRAM-SHA-256"]);
        Assert.Equal((completed, choices), (completion.Text, completion.Choices.Count));
    }

    [Fact]
    public void A_secret_is_on_no_screen()
    {
        var line = new EditedLine();
        line.Set("PASS secret");
        Assert.Equal(new LineView("> PASS ", 7), LineView.Of("> ", line, secretFrom: 5, width: 80));
    }

    [Fact]
    public void A_long_line_moves_sideways()
    {
        var line = new EditedLine();
        line.Set(new string('a', 50) + "xyz");
        var view = LineView.Of("> ", line, secretFrom: 53, width: 23);
        Assert.Equal(22, view.Column);
        Assert.EndsWith("xyz", view.Text, StringComparison.Ordinal);
        Assert.Equal(22, view.Text.Length);
        line.MoveTo(0);
        Assert.Equal(2, LineView.Of("> ", line, secretFrom: 53, width: 23).Column);
    }

    [Fact]
    public void What_a_server_sends_commands_no_terminal_in_pieces_of_any_size()
    {
        var octets = "ä\e[2J\a\r\n\tb\u009b1m\u202e😀\xff"u8.ToArray();
        octets[^2] = 0xff;
        foreach (var size in new[] { 1, 2, 3, 64 })
        {
            var visible = new VisibleText();
            Assert.StartsWith(@"ä\x1b[2J\x07" + "\n\tb" + @"\x9b1m\x202e😀", string.Concat(octets.Chunk(size).Select(p => visible.Take(p))), StringComparison.Ordinal);
        }
    }
}
