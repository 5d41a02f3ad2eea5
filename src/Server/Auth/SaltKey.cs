using System.Security.Cryptography;
using Restante.Server.Files;

namespace Restante.Server.Auth;

/// <summary>
/// The key of the salts that SCRAM shows for users who have none stored (<see cref="ProofSecrets"/>). Kept on disk: a salt
/// that is another one after a restart would tell that there is no such user.
/// </summary>
public static class SaltKey
{
    /// <summary>Its name in the data folder. Servers behind one name should share its content.</summary>
    public const string FileName = "salt.key";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the key, or makes one. Where neither can be done, the key lasts as long as this process: logins work all the same.</summary>
    public static byte[] Ensure(string dataFolder)
    {
        var path = Path.Combine(dataFolder, FileName);
        var key = RandomNumberGenerator.GetBytes(ProofSecrets.KeyLength);
        try
        {
            if (File.Exists(path) && File.ReadAllBytes(path) is { Length: ProofSecrets.KeyLength } kept)
            {
                return kept;
            }

            Directory.CreateDirectory(dataFolder);
            DurableFile.Replace(path, key, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A data folder that cannot be written is no reason to keep mail from anybody.
        }

        return key;
    }
}
