using System.Security.Cryptography;
using Restante.Client.Load;

namespace Restante.Cli.Commands.Bench;

/// <summary>Who logs in under load, from the files that say so. Passwords are never arguments.</summary>
internal static class BenchUsers
{
    private const int LongestFile = 256 * 1024 * 1024;

    /// <exception cref="Failure">There is nobody, or not in this form.</exception>
    public static IReadOnlyList<LoadUser> Read(string? file, string? pattern, string? passwordFile)
    {
        if (file is null && pattern is null)
        {
            throw Wrong("this profile logs in: as whom?", "--users FILE with lines name:password, or --user 'user{1..100}' --password-file FILE");
        }

        var name = file == "-" ? "standard input" : file;
        try
        {
            var users = file is not null ? FromFile(file) : FromPattern(pattern!, passwordFile);
            return users.Count > 0 ? users : throw Wrong($"{name} names nobody", "lines are name:password");
        }
        catch (FormatException e)
        {
            throw Wrong(file is null ? e.Message : $"{name}: {e.Message}", file is null ? "a range is written 'user{1..100}', quoted for the shell's sake" : "lines are name:password");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(e.Message);
        }
    }

    /// <summary>What a web server is asked for.</summary>
    /// <exception cref="Failure">There is none, or one is no path.</exception>
    public static IReadOnlyList<string> ReadPaths(string? file)
    {
        try
        {
            var paths = file is null ? [] : File.ReadAllLines(file).Where(l => l.Length > 0).ToList();
            return paths.Count > 0 && paths.TrueForAll(p => p[0] == '/' && p.Length < LoadUsers.LongestWord && p.All(c => c is > ' ' and < '\x7F'))
                ? paths
                : throw Wrong("http needs --paths FILE with lines like /mail/1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(e.Message);
        }
    }

    private static IReadOnlyList<LoadUser> FromPattern(string pattern, string? passwordFile)
    {
        using var password = ClientPassword.Read(passwordFile, pattern);
        return LoadUsers.FromPattern(pattern, password);
    }

    private static IReadOnlyList<LoadUser> FromFile(string file)
    {
        using var input = file == "-" ? StandardStreams.OpenInput() : File.OpenRead(file);
        using var text = new MemoryStream();
        var piece = new byte[64 * 1024];
        int count;
        while ((count = input.Read(piece)) > 0)
        {
            text.Write(piece, 0, count);
            if (text.Length > LongestFile)
            {
                throw Wrong($"{file} is longer than any list of users");
            }
        }

        try
        {
            return LoadUsers.Read(text.GetBuffer().AsSpan(0, (int)text.Length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text.GetBuffer());
        }
    }

    private static Failure Wrong(string what, string advice = "") => new(ExitCode.Usage, what, advice);
}
