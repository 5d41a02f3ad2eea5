using Restante.Server.Auth;

namespace Restante.Unit.Server.Auth;

public sealed class PasswordFileTextTests
{
    private const string File = "# staff\nann:{PLAIN}a:1000:1000::/home/ann::nologin\n\n# guests\nannette:{PLAIN}b\n";

    [Fact]
    public void Adding_leaves_everything_else_as_it_is()
    {
        var text = new PasswordFileText(File);

        Assert.True(text.Add("bob", Plain("pen")));
        Assert.Equal(File + "bob:{PLAIN}pen\n", text.ToString());
    }

    [Fact]
    public void Adding_ends_a_last_line_that_has_no_end()
    {
        var text = new PasswordFileText("ann:{PLAIN}a");

        Assert.True(text.Add("bob", Plain("pen")));
        Assert.Equal("ann:{PLAIN}a\nbob:{PLAIN}pen\n", text.ToString());
    }

    [Fact]
    public void Changing_keeps_the_other_fields_and_does_not_take_a_name_for_its_beginning()
    {
        var text = new PasswordFileText(File);

        Assert.True(text.Change("ann", Plain("new")));
        Assert.Equal(File.Replace("{PLAIN}a:", "{PLAIN}new:", StringComparison.Ordinal), text.ToString());
        Assert.False(text.Change("anne", Plain("new")));
    }

    [Fact]
    public void Changing_a_line_of_two_fields_keeps_its_line_end()
    {
        var text = new PasswordFileText("ann:{PLAIN}a\r\nbob:{PLAIN}b\r\n");

        Assert.True(text.Change("ann", Plain("new")));
        Assert.Equal("ann:{PLAIN}new\r\nbob:{PLAIN}b\r\n", text.ToString());
    }

    [Fact]
    public void Removing_takes_the_line_and_nothing_else()
    {
        var text = new PasswordFileText(File);

        Assert.True(text.Remove("ann"));
        Assert.Equal("# staff\n\n# guests\nannette:{PLAIN}b\n", text.ToString());
        Assert.False(text.Remove("ann"));
    }

    [Fact]
    public void Nobody_is_added_twice()
    {
        Assert.False(new PasswordFileText(File).Add("ann", Plain("x")));
    }

    [Theory]
    [InlineData("ann", true)]
    [InlineData("ann@example.com", true)]
    [InlineData("ann lee", true)]
    [InlineData("a:b", false)]
    [InlineData("#ann", false)]
    [InlineData(" ann", false)]
    [InlineData("../ann", false)]
    [InlineData("ann\n", false)]
    [InlineData("", false)]
    public void A_name_must_be_fit_for_the_file_and_for_a_mailbox(string name, bool fit)
    {
        Assert.Equal(fit, PasswordFileEditor.FaultIn(name) is null);
    }

    private static PasswordHash Plain(string password) =>
        PasswordHash.TryParse("{PLAIN}" + password, out var hash, out _) ? hash : throw new InvalidOperationException();
}
