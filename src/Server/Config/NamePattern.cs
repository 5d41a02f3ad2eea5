using System.Text.RegularExpressions;

namespace Restante.Server.Config;

/// <summary>A text with a user's name in it: <c>{user}</c> is the whole name, <c>{local}</c> and <c>{domain}</c> its parts.</summary>
public static partial class NamePattern
{
    /// <summary>Puts the parts in, each through <paramref name="escape"/>; in one pass, so that a name like {domain} stays what it is.</summary>
    public static string Fill(string pattern, Stores.MailboxName user, Func<string, string> escape) =>
        Placeholders().Replace(pattern, found => escape(found.Value switch
        {
            "{user}" => user.Value,
            "{local}" => user.Local,
            "{domain}" => user.Domain,
            _ => throw new ArgumentException($"{found.Value} is no placeholder", nameof(pattern)),
        }));

    /// <summary>True when it needs a part that this user's name does not have.</summary>
    public static bool Misses(string pattern, Stores.MailboxName user) =>
        user.Domain.Length == 0 && pattern.Contains("{domain}", StringComparison.Ordinal);

    /// <summary>False when the text has a placeholder that there is not, or none that tells users apart.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="otherwise">What it would mean if all users had the same.</param>
    /// <param name="message">What is wrong, when false is returned.</param>
    /// <param name="advice">What to do.</param>
    internal static bool IsSound(string text, string otherwise, out string message, out string advice)
    {
        (message, advice) = (otherwise, "{user} is the whole name, {local} the part before the @, {domain} the part after it");
        var names = Placeholders().Matches(text).Select(m => m.Value).ToList();
        if (names.Find(n => n is not ("{user}" or "{local}" or "{domain}")) is { } unknown)
        {
            message = $"{unknown} is no placeholder";
            return false;
        }

        return names.Exists(n => n is "{user}" or "{local}");
    }

    [GeneratedRegex(@"\{[^{}/]*\}?|\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholders();
}
