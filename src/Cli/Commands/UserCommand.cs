using System.CommandLine;
using System.Text.Json.Nodes;
using Restante.Server.Auth;

namespace Restante.Cli.Commands;

/// <summary><c>restante user</c>: the users file, edited atomically.</summary>
internal static class UserCommand
{
    public static Verb Create() => new("user", "The users and their passwords", "restante user add ann", "restante user list")
    {
        Add(),
        ChangePassword(),
        Remove(),
        List(),
    };

    private static Verb Add()
    {
        var verb = new Verb("add", "Add a user; the password comes from a prompt, standard input or a file",
            "restante user add ann",
            "restante user add ann@example.com --generate",
            "pass show mail/ann | restante user add ann --config /etc/restante/restante.json");
        var (name, common, source) = (Name(verb), new CommonOptions(verb), new PasswordSource(verb));
        verb.SetAction(async (parsed, cancellation) =>
        {
            var (user, editor) = (parsed.GetRequiredValue(name), Editor(common, parsed));
            if (PasswordFileEditor.FaultIn(user) is { } fault)
            {
                throw new Failure(ExitCode.Usage, $"\"{user}\" cannot be a user's name", fault);
            }

            // Before the prompt: nobody should type a password twice to be told this.
            if (editor.List().Any(e => e.Name == user))
            {
                throw Exists(user);
            }

            var password = source.Take(parsed, user);
            if (!await editor.AddAsync(user, PasswordHash.Create(password.Octets), cancellation))
            {
                throw Exists(user);
            }

            Report(user, password);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static Verb ChangePassword()
    {
        var verb = new Verb("passwd", "Give a user a new password",
            "restante user passwd ann",
            "restante user passwd ann --password-file new-password");
        var (name, common, source) = (Name(verb), new CommonOptions(verb), new PasswordSource(verb));
        verb.SetAction(async (parsed, cancellation) =>
        {
            var (user, editor) = (parsed.GetRequiredValue(name), Editor(common, parsed));
            if (editor.List().All(e => e.Name != user))
            {
                throw Unknown(user);
            }

            var password = source.Take(parsed, user);
            if (!await editor.ChangeAsync(user, PasswordHash.Create(password.Octets), cancellation))
            {
                throw Unknown(user);
            }

            Report(user, password);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static Verb Remove()
    {
        var verb = new Verb("remove", "Remove a user; the mail stays where it is", "restante user remove ann");
        var (name, common) = (Name(verb), new CommonOptions(verb));
        verb.SetAction(async (parsed, cancellation) =>
        {
            var user = parsed.GetRequiredValue(name);
            return await Editor(common, parsed).RemoveAsync(user, cancellation) ? ExitCode.Ok : throw Unknown(user);
        });
        return verb;
    }

    private static Verb List()
    {
        var verb = new Verb("list", "List the users", "restante user list", "restante user list --json");
        var common = new CommonOptions(verb);
        var json = JsonOutput.Flag(verb);
        verb.SetAction(parsed =>
        {
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            var entries = Editor(common, parsed).List();
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new JsonArray([.. entries.Select(e => new JsonObject
                {
                    ["name"] = e.Name,
                    ["scheme"] = e.Secret.Scheme,
                    ["locked"] = e.Secret.IsLocked,
                    ["disabled"] = e.IsDisabled(today),
                })]));
                return;
            }

            foreach (var entry in entries)
            {
                var note = entry.IsDisabled(today) ? "disabled" : entry.Secret.IsLocked ? "locked" : entry.Secret.Scheme;
                Console.Out.WriteLine($"{entry.Name}  {Terminal.Dim(note)}");
            }
        });
        return verb;
    }

    private static Argument<string> Name(Command verb)
    {
        var name = new Argument<string>("NAME") { Description = "The user's name, exactly as clients send it" };
        verb.Arguments.Add(name);
        return name;
    }

    private static PasswordFileEditor Editor(CommonOptions common, ParseResult parsed) =>
        new(common.Require(parsed).Users.File, TimeProvider.System);

    private static void Report(string user, NewPassword password)
    {
        if (password.IsGenerated)
        {
            Console.Out.WriteLine($"user {user}, password: {password.Text}");
        }
    }

    private static Failure Exists(string user) =>
        new(ExitCode.CannotCreate, $"there is a user {user} already", $"`restante user passwd {user}` gives a new password");

    private static Failure Unknown(string user) =>
        new(ExitCode.NoUser, $"there is no user {user}", "`restante user list` shows all");
}
