using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Restante.Fuzz.Targets;
using Restante.Protocol.Pop3;
using Restante.Protocol.Sasl;

namespace Restante.Fuzz.Sessions;

/// <summary>
/// A POP3 server as slow and plain as can be: all the client will ever say is there from the start, and what follows
/// from it is what must be answered, and what must remain. One user, USER/PASS and AUTH PLAIN.
/// </summary>
internal sealed class SessionModel
{
    public const string User = "ann";
    public const string Password = "Zq7xCanary";

    /// <summary>USER and one mechanism, and two more wrong passwords.</summary>
    private const int WrongPasswords = 4;
    private const int RefusedInARow = 10;

    private readonly IReadOnlyList<byte[]> _messages;
    private readonly IReadOnlyList<string> _ids;
    private readonly List<ExpectedReply> _replies = [new ExpectedReply("+OK", "greeting")];
    private readonly HashSet<int> _marked = [];
    private readonly HashSet<string> _tried = [];
    private string? _user;
    private bool _loggedIn;
    private bool _inExchange;
    private int _refused;
    private int _failures;
    private bool _over;

    /// <param name="messages">As delivered, in the maildrop's order.</param>
    /// <param name="ids">Their unique-ids.</param>
    /// <param name="said">All that the client says before it closes its side.</param>
    public SessionModel(IReadOnlyList<byte[]> messages, IReadOnlyList<string> ids, ReadOnlySpan<byte> said)
    {
        (_messages, _ids) = (messages, ids);
        var rest = Encoding.Latin1.GetString(said);
        for (var first = true; rest.Length > 0 && !_over; first = false)
        {
            var limit = _inExchange || rest.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase) ? LineReader.SaslLimit : LineReader.CommandLimit;
            var end = rest.IndexOf('\n', StringComparison.Ordinal);
            var length = end < 0 ? rest.Length : end + 1;
            if (length > limit || (end < 0 && length >= limit))
            {
                TooLong(rest, first);
            }
            else if (end >= 0)
            {
                Line(rest[..end].TrimEnd('\r'), first);
            }

            rest = rest[length..];
        }
    }

    public IReadOnlyList<ExpectedReply> Replies => _replies;

    /// <summary>The server closes by itself: whatever comes then is nobody's.</summary>
    public bool Closes => _over;

    /// <summary>The numbers QUIT removes; empty where QUIT never came.</summary>
    public IReadOnlySet<int> Removed { get; private set; } = new HashSet<int>();

    private void TooLong(string start, bool first)
    {
        if (first && ForeignProtocol.Recognise(Encoding.Latin1.GetBytes(start), whole: false) is not null)
        {
            End("-ERR", start);
            return;
        }

        _inExchange = false;
        Refuse("(too long)");
    }

    private void Line(string line, bool first)
    {
        if (_inExchange)
        {
            Respond(line);
        }
        else if (first && ForeignProtocol.Recognise(Encoding.Latin1.GetBytes(line)) is not null)
        {
            End("-ERR", line);
        }
        else if (CommandOracle.Expect(line, _loggedIn ? SessionStates.Transaction : SessionStates.Authorization) is not { } command)
        {
            Refuse(line);
        }
        else if (command.Name == "QUIT")
        {
            Removed = _marked.ToHashSet();
            End("+OK", line);
        }
        else if (command.Name == "CAPA")
        {
            Say(new ExpectedReply("+OK", line) { MultiLine = true });
        }
        else if (command.Name == "LANG")
        {
            Language(command.Argument, line);
        }
        else if (_loggedIn)
        {
            Transaction(command, line);
        }
        else
        {
            Authorization(command, line);
        }
    }

    private void Language(string range, string line)
    {
        if (range.Length == 0)
        {
            Say(new ExpectedReply("+OK", line) { MultiLine = true });
        }
        else if (range != "*" && !Regex.IsMatch(range, "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30)))
        {
            Refuse(line);
        }
        else
        {
            var known = range == "*" || "en de fr es it hr pt ja".Split(' ').Contains(range.Split('-')[0].ToLowerInvariant());
            Say(new ExpectedReply(known ? "+OK" : "-ERR", line));
        }
    }

    private void Authorization(ParsedCommand command, string line)
    {
        switch (command.Name)
        {
            case "USER" when PasswordText.IsLegal(Encoding.Latin1.GetBytes(command.Argument)):
                _user = Utf8(command.Argument);
                Say(new ExpectedReply("+OK", line));
                break;
            case "USER":
                _user = null;
                Refuse(line);
                break;
            case "UTF8":
                Say(new ExpectedReply("+OK", line));
                break;
            case "PASS" when _user is not null:
                var user = _user;
                _user = null;
                LogIn(user, command.Argument, line);
                break;
            case "AUTH" when command.Argument.Length == 0:
                Say(new ExpectedReply("+OK", line) { MultiLine = true, Body = "PLAIN\r\n"u8.ToArray() });
                break;
            case "AUTH" when command.Argument.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) && command.Second.Length == 0:
                _inExchange = true;
                _replies.Add(new ExpectedReply("+", line) { Exactly = "+ " });
                break;
            case "AUTH" when command.Argument.Equals("PLAIN", StringComparison.OrdinalIgnoreCase):
                Plain(command.Second == "=" ? "" : command.Second, line);
                break;
            default:
                // PASS before USER, APOP that is not enabled, STLS without a certificate, an unknown mechanism.
                Refuse(line);
                break;
        }
    }

    private void Respond(string line)
    {
        _inExchange = false;
        if (line == "*")
        {
            Say(new ExpectedReply("-ERR", line));
        }
        else
        {
            Plain(line, line);
        }
    }

    private void Plain(string base64, string line)
    {
        if (base64.Length % 4 != 0 || !Regex.IsMatch(base64, "^[A-Za-z0-9+/]*={0,2}$", RegexOptions.None, TimeSpan.FromSeconds(30)))
        {
            Refuse(line);
            return;
        }

        var octets = Convert.FromBase64String(base64);
        if (Convert.ToBase64String(octets) != base64)
        {
            // The bits that stand for nothing are not zero, which RFC 4648 §3.5 lets a server refuse.
            Refuse(line);
            return;
        }

        var parts = Encoding.Latin1.GetString(octets).Split('\0');
        if (parts.Length != 3 || parts[1].Length == 0 || parts[2].Length == 0 || (parts[0].Length > 0 && parts[0] != parts[1]))
        {
            Refuse(line);
            return;
        }

        LogIn(Utf8(parts[1]), parts[2], line);
    }

    private void LogIn(string user, string password, string line)
    {
        if (user == User && password == Password)
        {
            _loggedIn = true;
            Say(new ExpectedReply("+OK", line));
            return;
        }

        _tried.Add(user + '\0' + password);
        _failures++;
        if (_tried.Count >= WrongPasswords || _failures >= 4 * WrongPasswords)
        {
            End("-ERR", line);
        }
        else
        {
            Say(new ExpectedReply("-ERR", line));
        }
    }

    private void Transaction(ParsedCommand command, string line)
    {
        var number = command.Number;
        if (number > 0 && (number > _messages.Count || _marked.Contains(number)))
        {
            Say(new ExpectedReply("-ERR", line));
            return;
        }

        var left = Enumerable.Range(1, _messages.Count).Where(n => !_marked.Contains(n)).ToList();
        var reply = new ExpectedReply("+OK", line);
        switch (command.Name)
        {
            case "STAT":
                Say(reply with { Exactly = Invariant($"+OK {left.Count} {left.Sum(Octets)}") });
                break;
            case "LIST" when number > 0:
                Say(reply with { Exactly = Invariant($"+OK {number} {Octets(number)}") });
                break;
            case "UIDL" when number > 0:
                Say(reply with { Exactly = Invariant($"+OK {number} {_ids[number - 1]}") });
                break;
            case "LIST":
                Say(Listing(reply, left.Select(n => Invariant($"{n} {Octets(n)}\r\n"))));
                break;
            case "UIDL":
                Say(Listing(reply, left.Select(n => Invariant($"{n} {_ids[n - 1]}\r\n"))));
                break;
            case "RETR":
                Say(reply with { MultiLine = true, Body = WireOracle.Encode(_messages[number - 1]).Sent });
                break;
            case "TOP":
                var message = _messages[number - 1];
                Say(reply with { MultiLine = true, Body = WireOracle.Encode(message.AsSpan(0, WireOracle.Top(message, command.Lines))).Sent });
                break;
            case "DELE":
                _marked.Add(number);
                Say(reply);
                break;
            case "RSET":
                _marked.Clear();
                Say(reply);
                break;
            default:
                Say(reply);
                break;
        }
    }

    private long Octets(int number) => WireOracle.Encode(_messages[number - 1]).Announced;

    private static ExpectedReply Listing(ExpectedReply reply, IEnumerable<string> lines) =>
        reply with { MultiLine = true, Body = Encoding.ASCII.GetBytes(string.Concat(lines)) };

    private void Say(ExpectedReply reply)
    {
        _refused = 0;
        _replies.Add(reply);
    }

    private void Refuse(string line)
    {
        _replies.Add(new ExpectedReply("-ERR", line));
        _over |= ++_refused == RefusedInARow;
    }

    private void End(string indicator, string line)
    {
        Say(new ExpectedReply(indicator, line));
        _over = true;
    }

    private static string Utf8(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
