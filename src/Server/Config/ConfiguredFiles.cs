using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Auth;
using Restante.Server.Files;
using Restante.Server.Transport;

namespace Restante.Server.Config;

/// <summary>Looks at the files that a configuration names, and at how many this process may open.</summary>
internal static class ConfiguredFiles
{
    private static readonly string[] PamFolders = ["/etc/pam.d", "/usr/lib/pam.d", "/usr/etc/pam.d"];

    public static void Check(ServerOptions options, ConfigBinding written, TimeProvider time)
    {
        if (File.Exists(options.DataDirectory))
        {
            written.Error("data", $"{options.DataDirectory} is a file", "name a folder");
        }

        DescriptorRules.Check(options.Limits, LibC.MaxDescriptors(), written);
        if (!written.IsFaulty("tls"))
        {
            CheckCertificates(options, written, time.GetUtcNow());
            TokenFiles.CheckClientCa(options.Tls, written);
        }

        if (!written.IsFaulty("users"))
        {
            CheckUsers(options, written);
            CheckPam(options.Users, written);
            LdapFiles.Check(options.Users.Ldap, written);
            TokenFiles.Check(options.Users.OAuth, written);
        }
    }

    private static void CheckCertificates(ServerOptions options, ConfigBinding written, DateTimeOffset now)
    {
        if (options.Tls is not { } tls)
        {
            return;
        }

        // The pair that the server makes by itself is made on its first start, both or none.
        var made = !tls.SelfSigned || File.Exists(tls.Certificate) || File.Exists(tls.Key);
        var named = made && CheckPair("tls", new CertificateFiles(tls.Certificate, tls.Key), options.Hostname, written, now);
        for (var i = 0; i < tls.More.Count; i++)
        {
            named |= CheckPair($"{SettingTable.More}[{i}]", tls.More[i], options.Hostname, written, now);
        }

        if (!named && !tls.SelfSigned && !written.IsFaulty("tls"))
        {
            written.Warning("tls.certificate", $"is not for {options.Hostname}, the host name in the greeting", "clients compare it with the name they connect to: see that this one is in it");
        }
    }

    /// <summary>True when the pair is sound and for this host.</summary>
    private static bool CheckPair(string key, CertificateFiles files, string hostname, ConfigBinding written, DateTimeOffset now)
    {
        var (certificateKey, keyKey) = (key + ".certificate", key + ".key");
        var certificate = ReadText(certificateKey, files.Certificate, written);
        var privateKey = ReadText(keyKey, files.Key, written);
        if (certificate is null || privateKey is null)
        {
            return false;
        }

        WarnOfReaders(keyKey, files.Key, written);
        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, privateKey);
            CheckDates(certificateKey, pair, written, now);
            return pair.MatchesHostname(hostname);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            written.Error(certificateKey, $"{files.Certificate} and {files.Key} make no pair: {e.Message}", "check that the key is the certificate's own, in PEM, without a pass phrase");
            return false;
        }
    }

    private static void CheckDates(string key, X509Certificate2 certificate, ConfigBinding written, DateTimeOffset now)
    {
        var term = CertificateTerm.Of(certificate, now);
        var names = CertificateNames.Of(certificate);
        if (term.Days < 0)
        {
            written.Warning(key, $"the certificate for {names} has expired on {term.Ends:yyyy-MM-dd}", "clients refuse it: renew it");
        }
        else if (term.IsShort)
        {
            written.Warning(key, $"the certificate for {names} expires on {term.Ends:yyyy-MM-dd}, in {term.Days} days", "renew it");
        }
        else if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime)
        {
            written.Warning(key, $"the certificate for {names} is valid only from {certificate.NotBefore:yyyy-MM-dd}", "check this machine's clock");
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

    internal static string? ReadText(string key, string path, ConfigBinding written)
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

    internal static void WarnOfReaders(string key, string path, ConfigBinding written)
    {
        if (File.Exists(path) && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != UnixFileMode.None)
        {
            written.Warning(key, $"{path} can be read by every user of this machine", $"chmod o-r {path}");
        }
    }
}
