using System.Text;

namespace Restante.Cli;

/// <summary>The person, or the pipe, at the other end of the standard streams.</summary>
internal static class Terminal
{
    public static bool IsInteractive => !Console.IsInputRedirected;

    /// <summary>One that shows escape codes as they are, an editor's window for one.</summary>
    public static bool IsDumb => Environment.GetEnvironmentVariable("TERM") == "dumb";

    /// <summary>Only on a terminal that knows it, and never with NO_COLOR (no-color.org: set and not empty).</summary>
    public static bool HasColour =>
        !Console.IsOutputRedirected && !IsDumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>How long a line of a table may be: the terminal's width, and where nobody looks more than anybody needs.</summary>
    public static int LineLimit
    {
        get
        {
            if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns > 20)
            {
                return columns;
            }

            return Console.IsOutputRedirected ? 250 : Math.Max(Console.WindowWidth, 40);
        }
    }

    /// <summary>Columns; 80 where standard output is no terminal.</summary>
    public static int Width => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 80 : Console.WindowWidth;

    /// <summary>How long a line of text may be: where nobody looks, as long as it is, so that programs find it whole.</summary>
    public static int TextWidth => Console.IsOutputRedirected ? int.MaxValue : Math.Max(Width, 40);

    public static string Red(string text) => Colour("31", text);

    public static string Green(string text) => Colour("32", text);

    public static string Yellow(string text) => Colour("33", text);

    public static string Bold(string text) => Colour("1", text);

    public static string Dim(string text) => Colour("2", text);

    /// <summary>Standard error: what went wrong, and what to do.</summary>
    public static void Complain(string message, string advice = "")
    {
        Console.Error.WriteLine("restante: " + message);
        if (advice.Length > 0)
        {
            Console.Error.WriteLine(advice);
        }
    }

    /// <summary>A word to the person, beside what standard output holds for programs.</summary>
    public static void Tell(string message) => Console.Error.WriteLine("restante: " + message);

    /// <summary>Asks without echo. The question goes to standard error, so that standard output can be a file.</summary>
    public static string AskSecretly(string question)
    {
        Console.Error.Write(question);
        var answer = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return answer.ToString();
                case ConsoleKey.Backspace:
                    answer.Length = Math.Max(0, answer.Length - 1);
                    break;
                case ConsoleKey.U when key.Modifiers.HasFlag(ConsoleModifiers.Control):
                    answer.Clear();
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        answer.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }

    private static string Colour(string code, string text) => HasColour ? $"\e[{code}m{text}\e[0m" : text;
}
