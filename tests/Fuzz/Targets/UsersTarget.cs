using System.Text;
using Restante.Server.Auth;

namespace Restante.Fuzz.Targets;

/// <summary>
/// A users file of any octets: each line is a user, a fault or nothing; no fault repeats a secret; and an edit changes
/// one line and leaves all others as they were.
/// </summary>
public sealed class UsersTarget : FuzzTarget
{
    private const string Canary = "Zq7xCanary";

    private static readonly string[] Names = ["ann", "bob", "ann@example.com", "../ann", ".ann", "", "zoë", "a b", "#ann", "\u0001"];

    private static readonly string[] Secrets =
    [
        "{PLAIN}" + Canary, "{NOSUCH}" + Canary, Canary, "", "*", "!" + Canary, "{PLAIN}", "{SSHA512}" + Canary, "$6$salt$" + Canary, "{SCRAM-SHA-256}" + Canary,
        "{SCRAM-SHA-256}4096,c2FsdA==,AAAA,AAAA",
    ];

    private static readonly string[] Rests =
    [
        "", "::::::", "::::::nologin", ":1000:1000::/home/ann::allow_nets=192.0.2.0/24,2001:db8::/32", "::::::allow_nets=x", ":19000:0:99999:7:::", ":::::::nologin", "::::::pop=no",
    ];

    public override string Name => "users";

    public override byte[] Make(Random random)
    {
        var text = new StringBuilder(random.Next(10) == 0 ? "\uFEFF" : "");
        for (var lines = random.Next(12); lines > 0; lines--)
        {
            text.Append(random.Next(8) switch
            {
                0 => "# a remark " + Canary,
                1 => "  ",
                _ => Names[random.Next(Names.Length)] + (random.Next(9) == 0 ? "" : ":") + Secrets[random.Next(Secrets.Length)] + Rests[random.Next(Rests.Length)],
            });
            text.Append(random.Next(5) == 0 ? "\r\n" : "\n");
        }

        var octets = Encoding.UTF8.GetBytes(text.ToString());
        if (octets.Length > 0 && random.Next(3) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return octets;
    }

    public override void Check(byte[] input)
    {
        var table = PasswordTable.Parse(input);
        var lines = Meant(input);
        var told = table.Entries.Select(e => e.Line).Concat(table.Faults.Select(f => f.Line)).Order().ToList();
        Holds(told.SequenceEqual(lines), $"lines {string.Join(' ', lines)} mean something, lines {string.Join(' ', told)} are told of");
        Holds(table.Faults.All(f => !f.Message.Contains(Canary, StringComparison.Ordinal)), "a fault repeats a secret");
        Holds(table.Entries.All(e => e.Name.Length > 0 && e.Name[0] != '.' && !e.Name.Contains('/', StringComparison.Ordinal)), "a user's name leads elsewhere");
        if (table.Faults.Count == 0)
        {
            Edit(Encoding.UTF8.GetString(input), table);
        }
    }

    /// <summary>The numbers of the lines that are neither empty nor a remark.</summary>
    private static List<int> Meant(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        text = text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? text[3..] : text;
        var lines = text.Split('\n');
        return [.. Enumerable.Range(1, lines.Length).Where(number => IsMeant(lines[number - 1]))];

        static bool IsMeant(string line)
        {
            line = line.EndsWith('\r') ? line[..^1] : line;
            return line.Trim(' ', '\t').Length > 0 && line[0] != '#';
        }
    }

    private static void Edit(string text, PasswordTable before)
    {
        var secret = PasswordHash.TryParse("{PLAIN}new", out var hash, out var fault) ? hash : throw new FuzzException(fault);
        foreach (var name in before.Entries.Select(e => e.Name).Append("newcomer"))
        {
            var edited = new PasswordFileText(text);
            var known = before.Find(name) is not null;
            Agree(known, edited.Change(name, secret), "a secret changes");
            Agree(!known, edited.Add(name, secret), "a user comes");
            var after = PasswordTable.Parse(Encoding.UTF8.GetBytes(edited.ToString()));
            Holds(after.Faults.Count == 0, "an edit makes a fault");
            Agree("{PLAIN}new", after.Find(name)?.Secret.Encode(), "the new secret");
            var others = before.Entries.Where(e => e.Name != name).Select(e => (e.Name, e.Secret.Encode()));
            Holds(after.Entries.Where(e => e.Name != name).Select(e => (e.Name, e.Secret.Encode())).SequenceEqual(others), "an edit changes somebody else");
            Holds(edited.Remove(name) && PasswordTable.Parse(Encoding.UTF8.GetBytes(edited.ToString())).Find(name) is null, "a user who was removed is there");
        }
    }
}
