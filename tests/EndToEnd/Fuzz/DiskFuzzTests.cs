using Restante.Fuzz;

namespace Restante.EndToEnd.Fuzz;

/// <summary>The fuzz targets that need a disk: their corpus, and fresh input, the same each time.</summary>
public sealed class DiskFuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Where(t => t.OnDisk).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_holds(string name)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", name));
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

    private static FuzzTarget Target(string name) => FuzzTarget.All.Single(t => t.Name == name);
}
