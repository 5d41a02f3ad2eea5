using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Client.Connecting;

namespace Restante.Cli;

/// <summary>Options that all verbs have which go to somebody's server.</summary>
internal static class ClientOptions
{
    public static Option<TlsChoice> Tls()
    {
        var option = new Option<TlsChoice>("--tls")
        {
            HelpName = "auto|implicit|starttls|none",
            Description = "How TLS is to be had [default: auto]",
            CustomParser = parsed => parsed.Tokens[0].Value switch
            {
                "auto" => TlsChoice.Auto,
                "implicit" => TlsChoice.Implicit,
                "starttls" => TlsChoice.StartTls,
                "none" => TlsChoice.None,
                var other => Refuse(parsed, $"--tls is auto, implicit, starttls or none, not \"{other}\""),
            },
        };
        Complete(option, ["auto", "implicit", "starttls", "none"]);
        return option;
    }

    /// <summary>What Tab offers; the library's own words are .NET's names, which are not taken.</summary>
    public static void Complete(Option option, string[] words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
    }

    public static Option<string?> Issuers() => new("--ca") { HelpName = "FILE", Description = "PEM file with issuers to trust besides the system's" };

    /// <exception cref="Failure">There are none in it.</exception>
    public static IReadOnlyList<X509Certificate2> ReadIssuers(string file, int exitCode)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found.Count > 0 ? [.. found] : throw new Failure(exitCode, $"{file} holds no certificate", "--ca takes a PEM file");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new Failure(exitCode, $"{file}: {e.Message}", "--ca takes a PEM file");
        }
    }

    private static TlsChoice Refuse(System.CommandLine.Parsing.ArgumentResult parsed, string why)
    {
        parsed.AddError(why);
        return TlsChoice.Auto;
    }
}
