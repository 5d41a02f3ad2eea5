using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Restante.Server.Stores;

/// <summary>
/// A user name that is safe to make a path or a key of. There is no other way to name a maildrop, so no store has to
/// check again.
/// </summary>
public readonly record struct MailboxName
{
    /// <summary>A file name's limit on the file systems we meet, in octets.</summary>
    public const int MaxLength = 255;

    private readonly string? _value;

    private MailboxName(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("a mailbox name that was never parsed");

    /// <summary>The part before the last @, or all of it.</summary>
    public string Local => Value.LastIndexOf('@') is >= 0 and var at ? Value[..at] : Value;

    /// <summary>The part after the last @, or nothing.</summary>
    public string Domain => Value.LastIndexOf('@') is >= 0 and var at ? Value[(at + 1)..] : "";

    /// <summary>
    /// Refuses what could leave the mail root or hide in it: empty names, more than <see cref="MaxLength"/> octets of
    /// UTF-8, control characters (NUL among them), <c>/</c>, <c>\</c>, <c>..</c>, and a leading dot in the name or in its domain.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MailboxName name)
    {
        name = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || Encoding.UTF8.GetByteCount(text) > MaxLength)
        {
            return false;
        }

        if (text[0] == '.' || text.Contains("..", StringComparison.Ordinal) || text.Contains("@.", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '/' or '\\' or '\uFFFD')
            {
                return false;
            }
        }

        name = new MailboxName(text);
        return name.Local.Length > 0;
    }

    public override string ToString() => _value ?? "";
}
