using System.Globalization;
using Restante.EndToEnd.Mail;

namespace Restante.EndToEnd.Servers;

/// <summary>
/// Users made before the server starts, handed out one by one: tests that share a server share no mailbox.
/// </summary>
internal sealed class UserPool(string mailRoot, uint? owner = null)
{
    public const int Size = 300;

    private int _taken = -1;

    /// <summary>Lines of a passwd-file.</summary>
    public static string PasswdFile(string afterPassword = "") =>
        string.Concat(Enumerable.Range(0, Size).Select(i => $"{Name(i)}:{{PLAIN}}{Password(i)}{afterPassword}\n"));

    public MailUser Next()
    {
        var index = Interlocked.Increment(ref _taken);
        return index < Size
            ? new MailUser(Name(index), Password(index), new Maildir(Path.Combine(mailRoot, Name(index), "Maildir"), owner))
            : throw new InvalidOperationException($"more than {Size} tests on one server: raise {nameof(Size)}");
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"user{index:000}");

    private static string Password(int index) => string.Create(CultureInfo.InvariantCulture, $"secret-{index * 7919 % 1000:000}");
}
