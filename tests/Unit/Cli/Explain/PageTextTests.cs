using Restante.Cli.Commands.Explain;

namespace Restante.Unit.Cli.Explain;

public sealed class PageTextTests
{
    [Fact]
    public void Paragraphs_are_broken_and_examples_are_not() => Assert.Equal(
        ["Title. one two", "three four", "", "    an example that is longer than a row", "    another", "last", ""],
        PageText.Lines("**Title.** one\ntwo three\nfour\n\n    an example that is longer than a row\n    another\n\nlast\n", 18));
}
