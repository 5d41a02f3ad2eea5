using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Restante.Server.Auth;

namespace Restante.Unit.Dialogs;

/// <summary>
/// Plays a dialog file against a session without sockets. tests/data/dialogs/README.md describes the language.
/// </summary>
internal sealed class Dialog : IAsyncDisposable
{
    private readonly DialogWorld _world = new();
    private readonly Dictionary<string, DialogClient> _clients = [];
    private readonly List<string> _listed = [];
    private int _line;

    public static async Task PlayAsync(string path)
    {
        var lines = await File.ReadAllLinesAsync(path);
        await using var dialog = new Dialog();
        try
        {
            for (dialog._line = 0; dialog._line < lines.Length; dialog._line++)
            {
                await dialog.Play(lines[dialog._line]);
            }
        }
        catch (Exception e)
        {
            var seen = string.Join('\n', dialog._clients.Select(c => $"client {c.Key}:\n{c.Value.Seen}"));
            throw new Xunit.Sdk.XunitException(
                $"{Path.GetFileName(path)}, line {dialog._line + 1}: {lines[Math.Min(dialog._line, lines.Length - 1)]}\n{e.Message}\n{seen}\n" +
                string.Join('\n', dialog._world.Log.Lines),
                e);
        }
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task Play(string line)
    {
        if (line.Length == 0 || line.StartsWith('#'))
        {
            return;
        }

        // C: and S: are the first client's; C2: and S2: another's, and so on. S*3: is S: three times.
        if (Regex.Match(line, @"^([CSR])(\d?)(?:\*(\d+))?: ?(.*)$") is { Success: true } match)
        {
            var client = await Client(match.Groups[2].Value);
            var times = match.Groups[3].Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : 1;
            var text = match.Groups[4].Value;
            for (; times > 0; times--)
            {
                await (match.Groups[1].Value switch
                {
                    "C" => client.SendAsync(Encoding.UTF8.GetBytes(text + "\r\n")),
                    "R" => client.SendAsync(Unescape(text)),
                    _ => Expect(client, text),
                });
            }

            return;
        }

        var words = line.Split(' ', 2);
        var rest = words.Length > 1 ? words[1] : "";
        await Act(words[0], rest);
    }

    private async Task Act(string verb, string rest)
    {
        switch (verb)
        {
            case "maildrop":
                foreach (var (id, octets) in Pairs(rest))
                {
                    _world.Store.Add(DialogWorld.Name("ann"), DialogWorld.MessageOf(octets), id);
                }

                break;
            case "message":
                var parts = rest.Split(' ', 2);
                _world.Store.Add(DialogWorld.Name("ann"), Unescape(parts.Length > 1 ? parts[1] : ""), parts[0]);
                break;
            case "deliver":
                await _world.Store.DeliverAsync(DialogWorld.Name("ann"), new MemoryStream(Unescape(rest)), CancellationToken.None);
                break;
            case "age":
                var aged = rest.Split(' ', 2);
                _world.Mailbox.SetArrived(aged[0], _world.Time.GetUtcNow() - DialogWorld.Span(aged[1]));
                break;
            case "user":
                var user = rest.Split(' ', 2);
                _world.Credentials.Add(user[0], Encoding.UTF8.GetString(Unescape(user[1])));
                break;
            case "account":
                // Read as a line of the users file is: what a dialog shows is what an operator writes.
                var account = rest.Split(' ', 3);
                Assert.True(PasswordEntry.TryParse($"{account[0]}:{{PLAIN}}{account[1]}::::::{account[2]}", 1, out var entry, out var fault), fault);
                _world.Credentials.Add(entry.Name, account[1], rules: entry.Rules);
                break;
            case "token":
                var token = rest.Split(' ', 3);
                _world.Issuer.Active[token[1]] = new JsonObject { ["active"] = true, ["username"] = token[0], ["scope"] = token.Length > 2 ? token[2] : "mail" };
                break;
            case "disabled":
                var disabled = rest.Split(' ', 2);
                _world.Credentials.Add(disabled[0], disabled[1], disabled: true);
                break;
            case "option":
                var option = rest.Split('=', 2);
                _world.Set(option[0], option[1]);
                break;
            case "fault":
                Fault(rest.Split(' ', 3));
                break;
            case "TLS":
                await (await Client(rest)).StartTlsAsync();
                break;
            case "WAIT":
                await _world.AdvanceAsync(DialogWorld.Span(rest));
                break;
            case "STOP":
                _world.Stop();
                break;
            case "SAME":
                var again = await Client(rest);
                var before = again.LastError;
                Assert.Equal(before, await again.ReadLineAsync());
                break;
            case "LINES":
                _listed.Clear();
                while (await (await Client(rest)).ReadLineAsync() is { } listed && listed != ".")
                {
                    _listed.Add(listed);
                }

                break;
            case "WITH":
                Assert.Contains(_listed, l => Matches(OnTheWire(rest), l));
                break;
            case "WITHOUT":
                Assert.DoesNotContain(_listed, l => Matches(OnTheWire(rest), l));
                break;
            case "SILENT":
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                Assert.Equal("", (await Client(rest)).Waiting());
                break;
            case "HALFCLOSE":
            case "DROP":
                await (await Client(rest)).CloseAsync();
                break;
            case "CLOSED":
                var closing = await Client(rest);
                Assert.Null(await closing.ReadLineAsync());

                // A client that sees the end closes too; a server that lingers for its last words waits for that.
                await closing.CloseAsync();
                await _world.EndedAsync(closing);
                Assert.False(_world.Aborted(closing), "the server cut the connection");
                break;
            case "CUT":
                // What came through before the cut may be read; that the end is missing is the point.
                var cut = await Client(rest);
                while (await cut.ReadLineAsync(cut: true) is { } more)
                {
                    Assert.NotEqual(".", more);
                }

                await _world.EndedAsync(cut);
                Assert.True(_world.Aborted(cut), "the server closed the connection as if all were well");
                break;
            case "expect":
                await Expect(rest);
                break;
            default:
                throw new FormatException($"'{verb}' is no word of the dialog language");
        }
    }

    private void Fault(string[] words)
    {
        switch (words[0])
        {
            case "read": _world.Mailbox.FailReadingAt(words[1], int.Parse(words[2], CultureInfo.InvariantCulture)); break;
            case "size": _world.Sizes.State(words[1], long.Parse(words[2], CultureInfo.InvariantCulture)); break;
            case "remove": _world.Mailbox.FailRemoving(words[1], "no space left on device"); break;
            case "open": _world.Mailbox.FailOpening("the disk is gone"); break;
            case "healed": _world.Mailbox.FailOpening(null); break;
            case "lease": _world.Mailbox.LoseLease(); break;
            case "users": _world.Credentials.Down = true; break;
            case "issuer": _world.Issuer.Down = true; break;
            default: throw new FormatException($"no fault '{words[0]}'");
        }
    }

    private static async Task Expect(DialogClient client, string pattern)
    {
        // "..." stands for lines up to the one that comes next in the file, which must then be a dot.
        if (pattern == "...")
        {
            while (await client.ReadLineAsync() is { } skipped)
            {
                if (skipped == ".")
                {
                    return;
                }
            }

            Assert.Fail("the reply did not end in a dot");
        }

        var line = await client.ReadLineAsync();
        Assert.True(line is not null, $"expected {pattern}, but the server had closed");
        Assert.True(Matches(OnTheWire(pattern), line), $"expected {pattern}\nbut got  {line}");
    }

    private async Task Expect(string what)
    {
        var words = what.Split(' ', 2);
        switch (words[0])
        {
            case "maildrop":
                Assert.Equal(words.Length > 1 ? Pairs(words[1]).Select(p => p.Id) : [], _world.Mailbox.UniqueIds);
                break;
            case "end":
                Assert.Equal(words[1], (await _world.EndedAsync(await Client(""))).End.ToString());
                break;
            case "end2":
                Assert.Equal(words[1], (await _world.EndedAsync(await Client("2"))).End.ToString());
                break;
            case "lines":
                Assert.Equal(words[1], (await _world.EndedAsync(await Client(""))).LineEnds ?? "crlf");
                break;
            case "writes":
                Assert.Equal(int.Parse(words[1], CultureInfo.InvariantCulture), _world.Writes(await Client("")).Count);
                break;
            case "lastwrite":
                // The end of a message never comes alone: clients look for it at the end of what one read gives.
                var last = _world.Writes(await Client(""))[^1];
                Assert.EndsWith("\r\n.\r\n", last, StringComparison.Ordinal);
                Assert.InRange(last.Length, 0, int.Parse(words[1], CultureInfo.InvariantCulture));
                break;
            case "log":
                var logged = Encoding.UTF8.GetString(Unescape(words[1]));
                Assert.Contains(_world.Log.Lines, l => Matches("*" + logged + "*", l));
                break;
            case "nolog":
                Assert.DoesNotContain(_world.Log.Lines, l => Matches("*" + words[1] + "*", l));
                break;
            default:
                throw new FormatException($"cannot expect '{words[0]}'");
        }
    }

    private static IEnumerable<(string Id, int Octets)> Pairs(string text) =>
        from pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let parts = pair.Split('=')
        select (parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);

    private async Task<DialogClient> Client(string number)
    {
        if (!_clients.TryGetValue(number, out var client))
        {
            _clients[number] = client = await _world.ConnectAsync();
        }

        return client;
    }

    // Lines are read octet by octet, as Latin-1: a message may hold anything.
    private static string OnTheWire(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static bool Matches(string pattern, string line) =>
        Regex.IsMatch(line, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    /// <summary><c>\r \n \t \0 \\ \s</c> (a space) and <c>\xNN</c>; <c>{n*text}</c> repeats.</summary>
    private static byte[] Unescape(string text)
    {
        text = Regex.Replace(
            text, @"\{(\d+)\*(.*?)\}",
            m => string.Concat(Enumerable.Repeat(m.Groups[2].Value, int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))));
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
                continue;
            }

            i++;
            if (text[i] == 'x')
            {
                octets.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
                continue;
            }

            octets.Add(text[i] switch
            {
                'r' => (byte)'\r',
                'n' => (byte)'\n',
                't' => (byte)'\t',
                '0' => 0,
                's' => (byte)' ',
                '\\' => (byte)'\\',
                var other => throw new FormatException($"no escape \\{other}"),
            });
        }

        return [.. octets];
    }
}
