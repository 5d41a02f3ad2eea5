using System.CommandLine;
using Restante.Cli;

namespace Restante.Unit.Cli;

public sealed class ManPageTests
{
    [Fact]
    public void The_manual_page_names_every_verb_and_every_option()
    {
        var root = RestanteCommand.Create();
        var page = ManPage.Of(root).Replace("\\-", "-", StringComparison.Ordinal);
        foreach (var verb in root.Subcommands.Where(c => !c.Hidden).SelectMany(c => c.Subcommands.Append(c)))
        {
            Assert.Contains(" " + verb.Name + "\n", page, StringComparison.Ordinal);
            Assert.All(verb.Options.Where(o => o.Name != "--help"), o => Assert.Contains(".B " + o.Name, page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_verb_has_a_description_and_examples() =>
        Assert.All(
            RestanteCommand.Create().Subcommands.SelectMany(c => c.Subcommands.Append(c)),
            c => Assert.True(c is Verb { Examples.Count: > 0 } && !string.IsNullOrEmpty(c.Description), c.Name));
}
