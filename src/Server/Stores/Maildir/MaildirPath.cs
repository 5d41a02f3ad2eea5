using System.Text;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>A path pattern, taken apart once: the mail root, and the names of the folders below it.</summary>
internal sealed class MaildirPath
{
    private static readonly string[] Placeholders = ["{user}", "{local}", "{domain}"];

    private readonly string[] _folders;

    private MaildirPath(string root, string[] folders)
    {
        Root = root;
        _folders = folders;
    }

    public string Root { get; }

    /// <exception cref="ArgumentException">The pattern is not one; the message says why.</exception>
    public static MaildirPath Parse(string pattern)
    {
        var brace = pattern.IndexOf('{', StringComparison.Ordinal);
        if (!pattern.StartsWith('/') || brace < 0)
        {
            throw new ArgumentException($"the path '{pattern}' must begin with / and contain {{user}}, {{local}} or {{domain}}", nameof(pattern));
        }

        var rootEnd = pattern.LastIndexOf('/', brace);
        var folders = pattern[(rootEnd + 1)..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in folders)
        {
            var literal = Placeholders.Aggregate(folder, (text, placeholder) => text.Replace(placeholder, "", StringComparison.Ordinal));
            if (literal.AsSpan().ContainsAny('{', '}', '\0') || folder is "." or "..")
            {
                throw new ArgumentException($"the path '{pattern}' has '{folder}'; only {string.Join(", ", Placeholders)} are replaced", nameof(pattern));
            }
        }

        return new MaildirPath(rootEnd == 0 ? "/" : pattern[..rootEnd], folders);
    }

    /// <summary>The folders from the root to this mailbox's Maildir.</summary>
    /// <exception cref="StoreException">The name makes no path by this pattern (no domain where one is needed, or too long).</exception>
    public byte[][] FoldersOf(MailboxName mailbox)
    {
        var names = new byte[_folders.Length][];
        for (var i = 0; i < names.Length; i++)
        {
            var text = _folders[i]
                .Replace("{user}", mailbox.Value, StringComparison.Ordinal)
                .Replace("{local}", mailbox.Local, StringComparison.Ordinal)
                .Replace("{domain}", mailbox.Domain, StringComparison.Ordinal);
            var name = Encoding.UTF8.GetBytes(text);
            // A mailbox name can contain neither / nor .. (MailboxName), but a pattern can make the rest of such a name.
            if (name.Length is 0 or > FileName.MaxLength || text is "." or "..")
            {
                throw new StoreException($"mailbox '{mailbox}' makes no folder name of '{_folders[i]}'");
            }

            names[i] = name;
        }

        return names;
    }
}
