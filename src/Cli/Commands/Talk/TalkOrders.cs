using System.Globalization;
using Restante.Client.Connecting;
using Restante.Client.Talk;

namespace Restante.Cli.Commands.Talk;

/// <summary>What begins with a dot: orders to this program. <c>.login</c> and <c>.help</c> are for people only.</summary>
/// <param name="output">Where the server's answers go.</param>
/// <param name="complain">What went wrong, and what to do.</param>
internal sealed class TalkOrders(TalkParts parts, IReplyOutput output, Action<string, string> complain)
{
    /// <summary>Each with what it takes and does.</summary>
    public static readonly IReadOnlyList<(string Name, string Takes, string Does)> All =
    [
        (".login", "[NAME]", "ask for the password and log in by the best way that the server promises"),
        (".starttls", "", "STLS and the TLS handshake"),
        (".tls", "", "the encryption and the certificate"),
        (".save", "N FILE", "write message N to a file"),
        (".transcript", "FILE", "keep the whole session in a file, secrets blanked"),
        (".quit", "", "QUIT: deletes what is marked, and ends"),
        (".close", "", "end without QUIT: deletes nothing"),
        (".help", "", "this text"),
    ];

    private TalkSession Session => parts.Session;

    /// <summary>True where it went well.</summary>
    public async Task<bool> DoAsync(TalkLine line, CancellationToken cancellation)
    {
        switch (line.Name)
        {
            case ".TLS":
                PrintTls();
                return true;
            case ".STARTTLS":
                return await StartTlsAsync(cancellation);
            case ".SAVE":
                return await SaveAsync(line.Arguments, cancellation);
            case ".TRANSCRIPT" when line.Arguments.Count > 0:
                return TryFile(() => parts.File.Open(Words(line.Arguments, 0), parts.Transcript.Lines));
            case ".TRANSCRIPT":
                return Complain(".transcript needs a file");
            case ".QUIT":
                return (await Session.SayAsync(new TalkLine("QUIT"), output, cancellation)).IsWell;
            case ".CLOSE":
                Session.State.End();
                return true;
            case ".LOGIN" or ".HELP":
                return Complain($"{line.Name.ToLowerInvariant()} is for a terminal", "in a script: --user NAME --password-file FILE");
            default:
                return Complain($"there is no {line.Name.ToLowerInvariant()}", string.Join(" ", All.Select(o => o.Name)));
        }
    }

    private void PrintTls()
    {
        foreach (var (name, value) in TlsWords.Lines(Session.Opened, parts.Protection.FaultsOf(Session.Opened)))
        {
            Console.Out.WriteLine($"{name + ":",-13} {value}");
        }
    }

    private async Task<bool> StartTlsAsync(CancellationToken cancellation)
    {
        if (Session.Opened.Established is not null)
        {
            return Complain("the session is encrypted already");
        }

        var reply = await Session.StartTlsAsync(output, cancellation);
        return reply.Status.IsOk && (!Session.IsOver || Complain(Session.Opened.Why));
    }

    private async Task<bool> SaveAsync(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        if (words.Count < 2 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Complain(".save needs a message's number and a file");
        }

        var path = Words(words, 1);
        if (Path.Exists(path))
        {
            return Complain($"{path} is there already", "nothing is overwritten: name another file");
        }

        try
        {
            using var file = new MessageFile(path, output);
            var reply = await Session.SayAsync(new TalkLine(string.Create(CultureInfo.InvariantCulture, $"RETR {number}")), file, cancellation);
            if (reply.Status.IsOk && !file.IsWhole)
            {
                return Complain("the message did not come whole: nothing was kept");
            }

            if (file.IsWhole)
            {
                Terminal.Tell($"{path}: {OctetWords.Of(file.Length)}");
            }

            return file.IsWhole;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The message still comes; nobody can tell where its answer ends any more.
            Session.State.End();
            return Complain(e.Message, "the session was closed");
        }
    }

    private bool TryFile(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Complain(e.Message);
        }
    }

    private bool Complain(string what, string advice = "")
    {
        complain(what, advice);
        return false;
    }

    private static string Words(IReadOnlyList<string> words, int from) => string.Join(' ', words.Skip(from));
}
