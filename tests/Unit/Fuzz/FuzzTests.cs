using Restante.Fuzz;

namespace Restante.Unit.Fuzz;

/// <summary>The corpus, and a short run over fresh input, the same each time.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Where(t => !t.OnDisk).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_holds(string name)
    {
        var files = Directory.GetFiles(Repository.File("tests", "Fuzz", "corpus", name));
        Assert.NotEmpty(files);
        Assert.All(files, file => Target(name).Check(File.ReadAllBytes(file)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Fresh_input_holds(string name)
    {
        var target = Target(name);
        FuzzRun.Over(target, seed: 1939, count => count < target.InputsInTests, (seed, input, e) =>
            Assert.Fail($"{name} --seed {seed}: {Convert.ToHexString(input)}: {e}"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_seed_makes_the_same_input_again(string name) =>
        Assert.Equal(Target(name).Make(new Random(7)), Target(name).Make(new Random(7)));

    private static FuzzTarget Target(string name) => FuzzTarget.All.Single(t => t.Name == name);
}
