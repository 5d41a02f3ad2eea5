using System.Security.Cryptography;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>The search account's password, read when it is needed: a new one holds at once.</summary>
internal static class SearchPassword
{
    private const int MaxLength = 4096;

    /// <summary>The first line, without its end.</summary>
    /// <exception cref="CredentialStoreException">There is none.</exception>
    public static Secret Read(string file)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MaxLength, pinned: true);
        try
        {
            using var handle = File.OpenHandle(file);
            ReadOnlySpan<byte> text = buffer.AsSpan(0, RandomAccess.Read(handle, buffer, 0));
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
            return line.IsEmpty || line.Contains((byte)0) || text.Length == MaxLength
                ? throw new CredentialStoreException($"{file} has no password in its first line")
                : new Secret(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialStoreException(e is FileNotFoundException or DirectoryNotFoundException ? $"there is no file {file}" : $"{file} cannot be read: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }
}
