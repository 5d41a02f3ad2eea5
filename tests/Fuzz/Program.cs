using System.Globalization;
using System.Runtime.CompilerServices;
using Restante.Fuzz;

const string Usage = "usage: dotnet run --project tests/Fuzz -- TARGET|all [--seconds N] [--seed S]";

var seconds = 10;
var seed = Environment.TickCount;
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] is "--seconds" or "--seed" && i + 1 < args.Length
        && int.TryParse(args[i + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
    {
        (seconds, seed) = args[i] == "--seconds" ? (number, seed) : (seconds, number);
        i++;
    }
    else
    {
        names.Add(args[i]);
    }
}

// Without a target: all of them.
var targets = FuzzTarget.All.Where(t => names.Count == 0 || names.Contains("all") || names.Contains(t.Name)).ToList();
if (targets.Count == 0 || names.Exists(n => n != "all" && FuzzTarget.All.All(t => t.Name != n)))
{
    Console.Error.WriteLine(Usage);
    Console.Error.WriteLine("targets: " + string.Join(' ', FuzzTarget.All.Select(t => t.Name)));
    return 64;
}

var corpus = Path.Combine(SourceFolder(), "corpus");
var failures = 0;
foreach (var target in targets)
{
    Console.WriteLine($"{target.Name}: --seed {seed}, {seconds} s");
    var start = TimeProvider.System.GetTimestamp();
    var held = FuzzRun.Over(
        target, seed,
        _ => TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(seconds),
        (own, input, e) =>
        {
            failures++;
            Console.WriteLine($"{target.Name}: FAILS; again by: {target.Name} --seed {own}; input kept in {FuzzRun.Keep(corpus, target, input)}");
            Console.WriteLine(e is FuzzException ? e.Message : e.ToString());
        });
    Console.WriteLine($"{target.Name}: {held} inputs held");
}

return failures == 0 ? 0 : 1;

static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
