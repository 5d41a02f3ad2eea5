using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Auth;

namespace Restante.Server.Config;

/// <summary>Looks at the files that a configuration names.</summary>
internal static class ConfiguredFiles
{
    /// <summary>Let's Encrypt's clients renew 30 days before the end; one that has not by now is broken.</summary>
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);

    private static readonly string[] PamFolders = ["/etc/pam.d", "/usr/lib/pam.d", "/usr/etc/pam.d"];

    public static void Check(ServerOptions options, ConfigBinding written, TimeProvider time)
    {
        if (File.Exists(options.DataDirectory))
        {
            written.Error("data", $"{options.DataDirectory} is a file", "name a folder");
        }

        if (!written.IsFaulty("tls"))
        {
            CheckCertificate(options, written, time);
        }

        if (!written.IsFaulty("users"))
        {
            CheckUsers(options, written);
            CheckPam(options.Users, written);
        }
    }

    private static void CheckCertificate(ServerOptions options, ConfigBinding written, TimeProvider time)
    {
        // The pair that the server makes by itself is made on its first start, both or none.
        if (options.Tls is not { } tls || (tls.SelfSigned && !File.Exists(tls.Certificate) && !File.Exists(tls.Key)))
        {
            return;
        }

        var certificate = ReadText("tls.certificate", tls.Certificate, written);
        var key = ReadText("tls.key", tls.Key, written);
        if (certificate is null || key is null)
        {
            return;
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, key);
            CheckDates(pair, written, time.GetUtcNow());
            if (!pair.MatchesHostname(options.Hostname) && !tls.SelfSigned)
            {
                written.Warning("tls.certificate", $"is not for {options.Hostname}, the host name in the greeting", "clients compare it with the name they connect to: see that this one is in it");
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            written.Error("tls.certificate", $"{tls.Certificate} and {tls.Key} make no pair: {e.Message}", "check that the key is the certificate's own, in PEM, without a pass phrase");
        }

        WarnOfReaders("tls.key", tls.Key, written);
    }

    private static void CheckDates(X509Certificate2 certificate, ConfigBinding written, DateTimeOffset now)
    {
        var left = certificate.NotAfter.ToUniversalTime() - now.UtcDateTime;
        if (left < TimeSpan.Zero)
        {
            written.Warning("tls.certificate", $"has expired on {certificate.NotAfter:yyyy-MM-dd}", "clients will refuse it: renew it");
        }
        else if (left < SoonExpired)
        {
            written.Warning("tls.certificate", $"expires on {certificate.NotAfter:yyyy-MM-dd}", "renew it");
        }
        else if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime)
        {
            written.Warning("tls.certificate", $"is valid only from {certificate.NotBefore:yyyy-MM-dd}", "check this machine's clock");
        }
    }

    private static void CheckUsers(ServerOptions options, ConfigBinding written)
    {
        var file = options.Users.File;
        if (!File.Exists(file))
        {
            // Where the default holds, the server makes a first user, or `user add` the file.
            if (written.Has("users.file"))
            {
                written.Error("users.file", $"there is no file {file}", "make it with `restante user add NAME`");
            }

            return;
        }

        try
        {
            foreach (var fault in PasswordTable.Parse(File.ReadAllBytes(file)).Faults)
            {
                written.Error("users.file", $"{file}:{fault.Line}: {fault.Message}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            written.Error("users.file", $"{file} cannot be read: {e.Message}", "check its owner and mode");
        }

        WarnOfReaders("users.file", file, written);
    }

    private static void CheckPam(UsersOptions users, ConfigBinding written)
    {
        // libpam would take the service "other" instead, which refuses everybody.
        if (users.PamService.Length > 0 && !PamFolders.Any(f => File.Exists(Path.Combine(f, users.PamService))))
        {
            written.Error("users.pam.service", $"there is no file /etc/pam.d/{users.PamService}", "pam.md has one to start from");
        }
    }

    private static string? ReadText(string key, string path, ConfigBinding written)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var missing = e is FileNotFoundException or DirectoryNotFoundException;
            written.Error(key, missing ? $"there is no file {path}" : $"{path} cannot be read: {e.Message}", missing ? "" : "check its owner and mode");
            return null;
        }
    }

    private static void WarnOfReaders(string key, string path, ConfigBinding written)
    {
        if (File.Exists(path) && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != UnixFileMode.None)
        {
            written.Warning(key, $"{path} can be read by every user of this machine", $"chmod o-r {path}");
        }
    }
}
