using System.Globalization;
using System.Text;
using Restante.Cli.Commands.Talk.Editing;
using Restante.Client.Connecting;
using Restante.Client.Talk;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Cli.Commands.Talk;

/// <summary>A session by hand, on a terminal.</summary>
internal sealed class TerminalTalk
{
    private readonly TalkParts _parts;
    private readonly TalkText _text;
    private readonly TalkOrders _orders;
    private readonly LineEditor _editor;
    private readonly LineEditor _questions = new();

    public TerminalTalk(TalkParts parts)
    {
        _parts = parts;
        _text = new TalkText(parts.Session.State, () => parts.Session.Capabilities);
        _orders = new TalkOrders(parts, _text, Complain);
        _editor = new LineEditor { SecretFrom = TalkLine.SecretFrom, Choices = () => TalkChoices.Of(parts.Session) };
    }

    private TalkSession Session => _parts.Session;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await GreetAsync(cancellation);
        var refused = Session.IsOver;
        if (!refused && _parts.Run.Options is { User: { } user, Password: { } password })
        {
            await LogInAsync(user, password, cancellation);
        }

        while (!Session.IsOver)
        {
            var (end, text) = _editor.Read(Session.InExchange ? "response> " : Session.State.InWords + "> ", secret: Session.InExchange);
            var line = end switch { Typed.End => new TalkLine("QUIT"), Typed.Break => new TalkLine(".close"), _ => new TalkLine(text) };
            if (line.Name.Length > 0)
            {
                await DoAsync(line, cancellation);
            }
        }

        return refused ? ExitCode.Unavailable : ExitCode.Ok;
    }

    private async Task GreetAsync(CancellationToken cancellation)
    {
        var opened = Session.Opened;
        var greeting = opened.Greeting!;
        TalkText.Remark($"{opened.Way.Place}, {TlsWords.Short(opened)}");
        WarnOfChannel();
        _text.Status(null, greeting with { Status = greeting.IsOk ? ReplyStatus.Ok : ReplyStatus.Error });
        if (ReplyWords.Greeting(greeting) is { } words)
        {
            TalkText.Remark(words);
        }

        if (!opened.IsReady)
        {
            Session.State.End();
        }
        else if (Session.Capabilities is null)
        {
            await Session.AskCapabilitiesAsync(cancellation);
        }
    }

    private void WarnOfChannel()
    {
        foreach (var warning in _parts.Warnings)
        {
            TalkText.Warn(warning);
        }
    }

    private async Task DoAsync(TalkLine line, CancellationToken cancellation)
    {
        if (Session.InExchange)
        {
            await SayAsync(line, cancellation);
            return;
        }

        switch (line.Name)
        {
            case ".HELP":
                PrintHelp();
                break;
            case ".LOGIN":
                await AskAndLogInAsync(line, cancellation);
                break;
            case "QUIT" or ".QUIT" when !MayDelete():
                TalkText.Remark("not sent; RSET takes the marks back, .close ends and deletes nothing");
                break;
            case var _ when line.IsOrder:
                await _orders.DoAsync(line, cancellation);
                break;
            case var _ when line.ShowsPassword && !MaySend("Send the password nevertheless?"):
                TalkText.Remark("not sent");
                break;
            default:
                await SayAsync(line, cancellation);
                break;
        }
    }

    private async Task SayAsync(TalkLine line, CancellationToken cancellation)
    {
        var before = Session.Opened.Established;
        var reply = await Session.SayAsync(line, _text, cancellation);
        if (!ReferenceEquals(before, Session.Opened.Established))
        {
            TalkText.Remark(TlsWords.Short(Session.Opened));
            WarnOfChannel();
        }
        else if (line.Name == "STLS" && reply.Status.IsOk)
        {
            Complain(Session.Opened.Why);
        }
    }

    private async Task AskAndLogInAsync(TalkLine line, CancellationToken cancellation)
    {
        if (Session.State.State != SessionState.Authorization)
        {
            Complain("somebody is logged in already");
            return;
        }

        var (end, user) = line.Arguments.Count > 0 ? (Typed.Line, string.Join(' ', line.Arguments)) : _questions.Read("user: ");
        if (end != Typed.Line || user.Trim().Length == 0)
        {
            return;
        }

        var (ended, typed) = _questions.Read($"password for {user.Trim()}: ", secret: true);
        if (ended == Typed.Line)
        {
            using var password = new Secret(Encoding.UTF8.GetBytes(typed));
            await LogInAsync(user.Trim(), password, cancellation);
        }
    }

    private async Task LogInAsync(string user, Secret password, CancellationToken cancellation)
    {
        var mayShow = MaySend("Send the password nevertheless? (no: only a proof of it, where the server can check one)");
        var attempt = await Session.LogInAsync(user, password, _parts.Run.Options.Target.Host, mayShow, cancellation);
        if (attempt.Reply is { } reply)
        {
            _text.Status(new TalkLine(attempt.Method?.IsMechanism == true ? $"AUTH {attempt.Method.Name}" : "PASS"), reply);
        }

        TalkText.Remark(attempt.IsIn ? $"by {attempt.Method!.Name}" : $"not logged in: {attempt.InWords}");
    }

    private bool MaySend(string question) => _parts.Risk is not { } risk || Agrees(risk, question);

    private bool MayDelete()
    {
        var marked = Session.State.Marked;
        return marked.Count == 0
            || Agrees(string.Create(CultureInfo.InvariantCulture, $"QUIT deletes {OctetWords.Messages(marked.Count)} for ever: {string.Join(", ", marked.Take(20))}{(marked.Count > 20 ? ", …" : "")}"), "Delete?");
    }

    private bool Agrees(string warning, string question)
    {
        TalkText.Warn(warning);
        while (true)
        {
            var (end, answer) = _questions.Read($"{question} yes/no: ");
            switch (answer.Trim().ToLowerInvariant())
            {
                case "yes" or "y":
                    return true;
                case "no" or "n":
                    return false;
                case var _ when end != Typed.Line:
                    return false;
            }
        }
    }

    private static void PrintHelp()
    {
        foreach (var (name, takes, does) in TalkOrders.All)
        {
            Console.Out.WriteLine($"{name + " " + takes,-20} {does}");
        }

        Console.Out.WriteLine("Everything else goes to the server as it is typed. Tab completes, up and down recall, Control-D quits.");
    }

    private static void Complain(string what, string advice = "")
    {
        TalkText.Warn(what);
        if (advice.Length > 0)
        {
            TalkText.Remark(advice);
        }
    }
}
