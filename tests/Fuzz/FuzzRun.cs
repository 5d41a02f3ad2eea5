using System.Security.Cryptography;

namespace Restante.Fuzz;

/// <summary>Runs one target over fresh inputs. The n-th input comes from the seed plus n, so that a failure's own seed shows it again at once.</summary>
public static class FuzzRun
{
    /// <param name="target">What is tried.</param>
    /// <param name="seed">Where to begin.</param>
    /// <param name="more">Asked before each input.</param>
    /// <param name="failed">Told the seed, the input and the failure; the run ends there.</param>
    /// <returns>How many inputs held.</returns>
    public static long Over(FuzzTarget target, int seed, Func<long, bool> more, Action<int, byte[], Exception> failed)
    {
        for (var count = 0L; ; count++)
        {
            if (!more(count))
            {
                return count;
            }

            var own = unchecked(seed + (int)count);
            var input = target.Make(new Random(own));
            try
            {
                target.Check(input);
            }
            catch (Exception e)
            {
                failed(own, input, e);
                return count;
            }
        }
    }

    /// <summary>Keeps an input beside the others of its target; its name is its content's digest.</summary>
    public static string Keep(string corpus, FuzzTarget target, byte[] input)
    {
        var folder = Directory.CreateDirectory(Path.Combine(corpus, target.Name)).FullName;
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16] + ".bin");
        File.WriteAllBytes(file, input);
        return file;
    }
}
