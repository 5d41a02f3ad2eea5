using System.Text.RegularExpressions;

namespace Restante.Client.Fleet;

/// <summary>A greeting without what changes from connection to connection, and the name that its machine goes by in it.</summary>
/// <param name="Form">The machine's name as <c>HOST</c>, APOP's timestamp as <c>&lt;…&gt;</c>, numbers as <c>#</c>.</param>
/// <param name="Name">Null where none is recognised.</param>
public sealed partial record GreetingForm(string Form, string? Name)
{
    public static GreetingForm Of(string greeting)
    {
        string? name = null;
        string? stamped = null;
        var form = Timestamp().Replace(greeting, stamp =>
        {
            stamped ??= stamp.Groups["host"].Value;
            return "<…>";
        });
        form = Clock().Replace(form, "#");
        form = Host().Replace(form, host =>
        {
            if (Protocol().IsMatch(host.Value))
            {
                return host.Value;
            }

            name = name is null ? host.Value : name;
            return "HOST";
        });
        form = Session().Replace(form, "#");
        form = Number().Replace(form, "#");
        return new GreetingForm(form, name ?? (stamped is { Length: > 0 } ? stamped : null));
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"<[^<>@]*@(?<host>[^<>@]*)>", Options)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"\b((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?[0-9]{1,4}[ -/](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[0-9]{1,2})[a-z]*[ -/][0-9]{1,4}|\b(mon|tue|wed|thu|fri|sat|sun) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) +[0-9]{1,2}|\b[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(\.[0-9]+)?\b|[+-][0-9]{4}\b", Options)]
    private static partial Regex Clock();

    // pop3.example.com, pop-03, pop03, mx-c, node1.pop
    [GeneratedRegex(@"\b[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.[a-z]{2,}\b|\b[a-z]{2,}[0-9]{1,4}([.-][a-z0-9]+)*\b|\b[a-z]{2,12}-([a-z]|[0-9]{1,4})([.-][a-z0-9]+)*\b", Options)]
    private static partial Regex Host();

    [GeneratedRegex(@"^(pop3?s?|imap[24]?s?|smtp|utf-?8|tls1?|ssl[23]?|rfc-?[0-9]+|v[0-9]+|md5|sha1|cram-md5|ipv[46]|win(32|64)|x(86|64))$|^(version|build|release|rev)-?[0-9]", Options)]
    private static partial Regex Protocol();

    // Identifiers of a session: hexadecimal or mixed letters and digits without a pattern.
    [GeneratedRegex(@"\b[0-9a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]*\b|\b[a-z]*[0-9]+[a-z]+[0-9]+[a-z0-9]*\b", Options)]
    private static partial Regex Session();

    [GeneratedRegex(@"\b[0-9]+\b", Options)]
    private static partial Regex Number();
}
