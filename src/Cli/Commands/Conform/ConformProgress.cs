using Restante.Client.Conformance;

namespace Restante.Cli.Commands.Conform;

/// <summary>Which case is over, in one line that is written again and again; only where a person looks.</summary>
internal sealed class ConformProgress
{
    private int _done;
    private int _failed;

    private static bool IsSeen => !Console.IsErrorRedirected && !Terminal.IsDumb;

    public void Show(CaseResult result, int all)
    {
        _done++;
        _failed += result.Verdict == Verdict.Fail ? 1 : 0;
        if (IsSeen)
        {
            var line = FormattableString.Invariant($"{_done}/{all}, {_failed} failed: {result.Case.Name}");
            var width = Math.Max(Console.WindowWidth - 1, 20);
            Console.Error.Write($"\r\e[K{(line.Length > width ? line[..width] : line)}");
        }
    }

    public static void Clear()
    {
        if (IsSeen)
        {
            Console.Error.Write("\r\e[K");
        }
    }
}
