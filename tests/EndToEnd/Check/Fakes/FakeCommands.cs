using System.Globalization;
using System.Text;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>What a healthy fake does upon each command.</summary>
internal static class FakeCommands
{
    public static IEnumerable<string> Capabilities(FakeSession session)
    {
        string[] always = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"];
        return session switch
        {
            { LoggedIn: true } => always,
            { Encrypted: false, Server.Tls: not null } => [.. always, "STLS"],
            _ => [.. always, "USER", "SASL PLAIN"],
        };
    }

    public static Dictionary<string, Func<FakeSession, string, Task>> All() => new(StringComparer.Ordinal)
    {
        ["CAPA"] = (s, _) => s.RawAsync("+OK capabilities" + s.Server.NewLine + string.Concat(s.Server.Capabilities(s).Select(c => c + s.Server.NewLine)) + "." + s.Server.NewLine),
        ["STLS"] = StartTlsAsync,
        ["NOOP"] = (s, _) => s.LineAsync(s.LoggedIn ? "+OK" : "-ERR not now"),
        ["USER"] = UserAsync,
        ["PASS"] = (s, password) => LogInAsync(s, s.User, password),
        ["AUTH"] = AuthAsync,
        ["STAT"] = InTransaction((s, _) => s.LineAsync(string.Create(CultureInfo.InvariantCulture, $"+OK {Kept(s).Count} {Kept(s).Sum(m => m.Message.Size)}"))),
        ["LIST"] = Listing(m => m.Size.ToString(CultureInfo.InvariantCulture)),
        ["UIDL"] = Listing(m => m.UniqueId),
        ["RETR"] = WithMessage((s, m, _) => s.RawAsync($"+OK {m.Message.Size} octets" + s.Server.NewLine + m.Message.OnTheWire())),
        ["TOP"] = WithMessage((s, m, words) => words.Length == 2 && int.TryParse(words[1], out var lines)
            ? s.RawAsync("+OK top follows" + s.Server.NewLine + m.Message.OnTheWire(lines))
            : s.LineAsync("-ERR TOP takes a message and a number of lines")),
        ["DELE"] = WithMessage((s, m, _) =>
        {
            s.Marked.Add(m.Number);
            return s.LineAsync("+OK marked");
        }),
        ["RSET"] = InTransaction((s, _) =>
        {
            s.Marked.Clear();
            return s.LineAsync("+OK");
        }),
        ["QUIT"] = async (s, _) =>
        {
            s.Server.Messages = [.. s.Server.Messages.Where((_, i) => !s.Marked.Contains(i + 1))];
            await s.LineAsync("+OK bye");
            s.Close();
        },
    };

    /// <summary>The messages that are not marked, with the numbers they keep.</summary>
    public static List<(int Number, FakeMessage Message)> Kept(FakeSession session) =>
        [.. session.Server.Messages.Select((m, i) => (i + 1, m)).Where(m => !session.Marked.Contains(m.Item1))];

    /// <summary>What a login comes to.</summary>
    public static async Task LogInAsync(FakeSession session, string user, string password)
    {
        if (user != "ann" || password != "secret")
        {
            await session.LineAsync("-ERR [AUTH] invalid user or password");
        }
        else if (!await session.Server.Maildrop.WaitAsync(0))
        {
            await session.LineAsync("-ERR [IN-USE] another session has the maildrop");
        }
        else
        {
            session.LoggedIn = true;
            await session.LineAsync("+OK logged in");
        }
    }

    private static Task UserAsync(FakeSession session, string name)
    {
        if (session.Server.Tls is not null && !session.Encrypted)
        {
            return session.LineAsync("-ERR use STLS first");
        }

        session.User = name;
        return session.LineAsync("+OK");
    }

    private static async Task StartTlsAsync(FakeSession session, string argument)
    {
        if (session.Server.Tls is null || session.Encrypted)
        {
            await session.LineAsync("-ERR not now");
            return;
        }

        await session.LineAsync("+OK begin TLS");
        await session.StartTlsAsync();
    }

    private static async Task AuthAsync(FakeSession session, string argument)
    {
        var words = argument.Split(' ');
        if (!string.Equals(words[0], "PLAIN", StringComparison.OrdinalIgnoreCase) || (session.Server.Tls is not null && !session.Encrypted))
        {
            await session.LineAsync("-ERR no such mechanism");
            return;
        }

        if (words.Length < 2)
        {
            await session.LineAsync("+ ");
        }

        var response = words.Length > 1 ? words[1] : await session.ReadLineAsync() ?? "*";
        var parts = response == "*" ? [] : Encoding.UTF8.GetString(Convert.FromBase64String(response)).Split('\0');
        await (parts.Length == 3 ? LogInAsync(session, parts[1], parts[2]) : session.LineAsync("-ERR cancelled"));
    }

    private static Func<FakeSession, string, Task> InTransaction(Func<FakeSession, string, Task> handler) =>
        (session, argument) => session.LoggedIn ? handler(session, argument) : session.LineAsync("-ERR log in first");

    private static Func<FakeSession, string, Task> Listing(Func<FakeMessage, string> value) => InTransaction((session, argument) =>
    {
        var end = session.Server.NewLine;
        if (argument.Length == 0)
        {
            return session.RawAsync($"+OK{end}{string.Concat(Kept(session).Select(m => $"{m.Number} {value(m.Message)}{end}"))}.{end}");
        }

        var found = Kept(session).Find(m => m.Number.ToString(CultureInfo.InvariantCulture) == argument);
        return session.LineAsync(found.Message is null ? "-ERR no such message" : $"+OK {found.Number} {value(found.Message)}");
    });

    private static Func<FakeSession, string, Task> WithMessage(Func<FakeSession, (int Number, FakeMessage Message), string[], Task> handler) =>
        InTransaction((session, argument) =>
        {
            var words = argument.Split(' ');
            var found = Kept(session).Find(m => m.Number.ToString(CultureInfo.InvariantCulture) == words[0]);
            return found.Message is null ? session.LineAsync("-ERR no such message") : handler(session, found, words);
        });
}
