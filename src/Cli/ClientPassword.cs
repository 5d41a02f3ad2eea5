using System.Security.Cryptography;
using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Cli;

/// <summary>The password of a login to somebody's server: from a file, from standard input, or asked for. Never an argument.</summary>
internal static class ClientPassword
{
    /// <summary>As much as any server takes in one line, and more than any password.</summary>
    private const int MaxLength = 60_000;

    /// <param name="file">Null asks, or reads standard input where nobody can be asked; <c>-</c> reads it in any case.</param>
    /// <exception cref="IOException">It cannot be read, or holds none.</exception>
    public static Secret Read(string? file, string user)
    {
        if (file is null && Terminal.IsInteractive)
        {
            return new Secret(Encoding.UTF8.GetBytes(Terminal.AskSecretly($"Password for {user}: ")));
        }

        using var input = file is null or "-" ? StandardStreams.OpenInput() : File.OpenRead(file);
        var octets = new byte[MaxLength + 1];
        try
        {
            var count = input.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            var lineEnd = octets.AsSpan(0, count).IndexOf((byte)'\n');
            var password = octets.AsSpan(0, lineEnd < 0 ? count : lineEnd).TrimEnd((byte)'\r');
            return password.Length is > 0 and <= MaxLength
                ? new Secret(password)
                : throw new IOException($"{file ?? "standard input"} has no password in its first line");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }
}
