using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Restante.Cli;

/// <summary>The manual page, restante(1), made of the verbs.</summary>
internal static class ManPage
{
    public static string Of(RootCommand root)
    {
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $".TH RESTANTE 1 \"\" \"restante {VersionLine.Version}\" \"User Commands\"");
        Section(page, "NAME", "restante \\- POP3, end to end");
        Section(page, "SYNOPSIS", ".B restante\n.I verb\n.RI [ options ]");
        Section(page, "DESCRIPTION", """
            A POP3 server on Maildir, with its delivery agent and what looks after its users and its configuration; a client
            that examines anybody's POP3 server, tries it against the RFCs, loads it, and speaks with it by hand; and a reader
            of anybody's POP3 logs.
            Without a configuration,
            .B restante serve
            starts on 127.0.0.1 with its data in ./restante\-data, and makes a user to try it with.
            """);
        page.AppendLine(".SH VERBS");
        foreach (var verb in root.Subcommands.Where(c => !c.Hidden))
        {
            Describe(page, verb, "restante");
        }

        Section(page, "EXIT STATUS", """
            0 done; 1 to 3 what check found, 1 also for a refusal in talk's script, for a log of which some could not be
            read, for a case of conform and for a session of bench that fails; 64 wrong command line; 65 a file's content is wrong; 66 no input; 67 no such user; 69 an address cannot be listened on, or no server answers;
            70 a fault of this program; 73 it is there already; 74 a file cannot be read or written; 75 try again; 77 not
            permitted; 78 the configuration is faulty; 130 ended by Control\-C, 143 by SIGTERM.
            """);
        Section(page, "ENVIRONMENT", """
            .TP
            .B RESTANTE__A__B
            Overrides the setting a.b of the configuration file.
            .TP
            .B NO_COLOR
            No colour, on a terminal neither.
            .TP
            .B TERM
            Where it is "dumb", no colour, no progress and no escape codes.
            """);
        Section(page, "SEE ALSO", "The manual: docs/manual. RFC 1939, RFC 2449, RFC 2595, RFC 5034, RFC 6856, RFC 8314.");
        return page.ToString();
    }

    private static void Describe(StringBuilder page, Command verb, string path)
    {
        path += " " + verb.Name;
        page.AppendLine(CultureInfo.InvariantCulture, $".SS {Escape(path)}");
        page.AppendLine(Escape(verb.Description ?? ""));
        foreach (var argument in verb.Arguments)
        {
            Item(page, argument.Name, argument.Description);
        }

        foreach (var option in verb.Options.Where(o => o.Name != "--help"))
        {
            Item(page, option.HelpName is null ? option.Name : $"{option.Name} {option.HelpName}", option.Description);
        }

        foreach (var example in verb is Verb { Examples: var examples } ? examples : [])
        {
            // As it is typed: filled text would be stretched to the margin.
            page.AppendLine(".IP").AppendLine(".nf").AppendLine(Escape("$ " + example)).AppendLine(".fi");
        }

        foreach (var part in verb.Subcommands)
        {
            Describe(page, part, path);
        }
    }

    private static void Section(StringBuilder page, string title, string text) =>
        page.AppendLine(CultureInfo.InvariantCulture, $".SH {title}").AppendLine(text);

    private static void Item(StringBuilder page, string name, string? description) =>
        page.AppendLine(".TP").AppendLine(CultureInfo.InvariantCulture, $".B {Escape(name)}").AppendLine(Escape(description ?? ""));

    // A dot or an apostrophe that begins a line is a request of roff, a bare minus a hyphen.
    private static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.Length > 0 && escaped[0] is '.' or '\'' ? "\\&" + escaped : escaped;
    }
}
