using System.CommandLine;
using System.Security.Cryptography;
using System.Text;

namespace Restante.Cli;

/// <summary>
/// Where a new password comes from: a prompt, standard input, a file, or chance. Never an argument: those stand in the
/// process list and in the shell's history.
/// </summary>
internal sealed class PasswordSource
{
    /// <summary>32 signs that cannot be taken for one another: five bits each, so that 20 of them are 100 bits.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    private const int GeneratedLength = 20;

    /// <summary>A line of a POP3 client must hold it: 255 octets with PASS and CRLF.</summary>
    private const int MaxLength = 248;

    private readonly Option<string?> _file = new("--password-file") { HelpName = "F", Description = "Take the password from the first line of a file; - is standard input" };
    private readonly Option<bool> _generate = new("--generate") { Description = "Make a random password and print it, this one time" };

    public PasswordSource(Verb verb)
    {
        verb.Options.Add(_file);
        verb.Options.Add(_generate);
        verb.Exclude(_file, _generate);
    }

    /// <summary>A password that nobody types.</summary>
    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);

    /// <exception cref="Failure">There is no usable password.</exception>
    public NewPassword Take(ParseResult parsed, string userName)
    {
        if (parsed.GetValue(_generate))
        {
            return new NewPassword(Generate(), IsGenerated: true);
        }

        var text = parsed.GetValue(_file) is { } file ? FirstLine(file == "-" ? Input() : File.OpenText(file))
            : Terminal.IsInteractive ? AskTwice(userName)
            : FirstLine(Input());
        return new NewPassword(Checked(text), IsGenerated: false);
    }

    private static TextReader Input()
    {
        StandardStreams.RequireInput();
        return Console.In;
    }

    private static string FirstLine(TextReader reader)
    {
        using (reader)
        {
            // Not ReadLine: whatever is given instead of a password may have no line end and no end.
            var start = new char[MaxLength + 2];
            var text = start.AsSpan(0, reader.ReadBlock(start));
            var end = text.IndexOf('\n');
            return (end < 0 ? text : text[..end]).TrimEnd('\r').ToString();
        }
    }

    private static string AskTwice(string userName)
    {
        var first = Terminal.AskSecretly($"Password for {userName}: ");
        var second = Terminal.AskSecretly("The same again: ");
        return first == second ? first : throw new Failure(ExitCode.Data, "the two passwords differ", "nothing was changed; try again");
    }

    private static string Checked(string password)
    {
        if (password.Length == 0)
        {
            throw new Failure(ExitCode.Data, "the password is empty", "give one, or use --generate");
        }

        if (password.Any(char.IsControl) || Encoding.UTF8.GetByteCount(password) > MaxLength)
        {
            throw new Failure(ExitCode.Data, $"the password has control characters or more than {MaxLength} octets", "POP3 clients could not send it");
        }

        return password;
    }
}

internal sealed record NewPassword(string Text, bool IsGenerated)
{
    public byte[] Octets => Encoding.UTF8.GetBytes(Text);

    /// <summary>Records print their members; this one must not.</summary>
    public override string ToString() => "****";
}
