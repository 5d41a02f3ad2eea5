using System.Globalization;

namespace Restante.Cli.Commands.Talk.Editing;

/// <summary>What ended the typing of a line.</summary>
internal enum Typed
{
    Line,

    /// <summary>Control-D in an empty line.</summary>
    End,

    /// <summary>Control-C in an empty line.</summary>
    Break,
}

/// <summary>A line from a terminal, with the keys that shells have.</summary>
internal sealed class LineEditor
{
    private readonly EditedLine _line = new();
    private readonly LineHistory _history = new();
    private int _drawn;

    /// <summary>Where a secret begins in what is typed; the length where there is none.</summary>
    public Func<string, int> SecretFrom { get; init; } = static text => text.Length;

    /// <summary>All lines that Tab may make.</summary>
    public Func<IEnumerable<string>> Choices { get; init; } = static () => [];

    /// <summary>From now on the terminal echoes nothing by itself: not even what is typed before it is asked for.</summary>
    public static void Prepare() => _ = Console.KeyAvailable;

    /// <param name="prompt">One row.</param>
    /// <param name="secret">Nothing of it is shown or remembered.</param>
    public (Typed End, string Text) Read(string prompt, bool secret = false)
    {
        _line.Set("");
        _line.Forget();
        _history.Start();
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                Draw(prompt, secret);
                var key = Console.ReadKey(intercept: true);
                if (Ends(key) is { } end)
                {
                    Console.Out.WriteLine();
                    _drawn = 0;
                    var text = _line.Text;
                    var isSecret = secret || SecretFrom(text) < text.Length;
                    if (end == Typed.Line && !isSecret)
                    {
                        _history.Add(text);
                    }

                    return (end, text);
                }

                Press(key, prompt, secret);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private Typed? Ends(ConsoleKeyInfo key) => key switch
    {
        { Key: ConsoleKey.Enter } or { KeyChar: '\n' or '\r' } => Typed.Line,
        { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when _line.Text.Length == 0 => Typed.End,
        { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control } when _line.Text.Length == 0 => Typed.Break,
        _ => null,
    };

    private void Press(ConsoleKeyInfo key, string prompt, bool secret)
    {
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control))
        {
            PressWithControl(key.Key);
            return;
        }

        switch (key.Key)
        {
            case ConsoleKey.Backspace:
                _line.Backspace();
                break;
            case ConsoleKey.Delete:
                _line.Delete();
                break;
            case ConsoleKey.LeftArrow:
                _line.MoveTo(_line.Cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                _line.MoveTo(_line.Cursor + 1);
                break;
            case ConsoleKey.Home:
                _line.MoveTo(0);
                break;
            case ConsoleKey.End:
                _line.MoveTo(_line.Text.Length);
                break;
            case ConsoleKey.UpArrow when !secret:
                Recall(_history.Back(_line.Text));
                break;
            case ConsoleKey.DownArrow when !secret:
                Recall(_history.Forward());
                break;
            case ConsoleKey.Tab when !secret:
                Complete(prompt);
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _line.Insert(key.KeyChar.ToString());
                }

                break;
        }
    }

    private void PressWithControl(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A:
                _line.MoveTo(0);
                break;
            case ConsoleKey.E:
                _line.MoveTo(_line.Text.Length);
                break;
            case ConsoleKey.B:
                _line.MoveTo(_line.Cursor - 1);
                break;
            case ConsoleKey.F:
                _line.MoveTo(_line.Cursor + 1);
                break;
            case ConsoleKey.H:
                _line.Backspace();
                break;
            case ConsoleKey.D:
                _line.Delete();
                break;
            case ConsoleKey.K:
                _line.KillToEnd();
                break;
            case ConsoleKey.U:
                _line.KillToStart();
                break;
            case ConsoleKey.W:
                _line.KillWord();
                break;
            case ConsoleKey.Y:
                _line.Yank();
                break;
            case ConsoleKey.P:
                Recall(_history.Back(_line.Text));
                break;
            case ConsoleKey.N:
                Recall(_history.Forward());
                break;
            case ConsoleKey.L when !Terminal.IsDumb:
                Console.Out.Write("\e[H\e[2J");
                break;
            case ConsoleKey.C:
                Console.Out.WriteLine("^C");
                _line.Set("");
                break;
        }
    }

    private void Recall(string? text)
    {
        if (text is not null)
        {
            _line.Set(text);
        }
    }

    private void Complete(string prompt)
    {
        if (_line.Cursor != _line.Text.Length)
        {
            return;
        }

        var completion = Completion.Of(_line.Text, Choices());
        if (completion.Choices.Count > 1 && completion.Text == _line.Text)
        {
            Console.Out.WriteLine();
            foreach (var row in TextWrap.Lines(string.Join("  ", completion.Choices.Select(c => c.TrimEnd().Replace(' ', '\u00a0'))), Terminal.Width - 1))
            {
                Console.Out.WriteLine(row.Replace('\u00a0', ' '));
            }

            Draw(prompt, secret: false);
        }

        _line.Set(completion.Text);
    }

    private void Draw(string prompt, bool secret)
    {
        var view = LineView.Of(prompt, _line, secret ? 0 : SecretFrom(_line.Text), Terminal.Width);
        if (Terminal.IsDumb)
        {
            // No codes: what was longer is written over, and the row begun again up to the cursor.
            Console.Out.Write($"\r{view.Text.PadRight(_drawn)}\r{view.Text[..view.Column]}");
            _drawn = view.Text.Length;
            return;
        }

        Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"\r{view.Text}\e[K\r{(view.Column > 0 ? $"\e[{view.Column}C" : "")}"));
    }
}
