using System.Buffers.Text;
using Restante.Logs.Lines;

namespace Restante.Logs.Sessions;

/// <summary>The user's name in the first response of a SASL exchange: the name alone, never what stands beside it.</summary>
internal static class SaslName
{
    private const int Longest = 4096;

    /// <summary>What follows the mechanism in <c>AUTH PLAIN response</c>; empty without one.</summary>
    public static ReadOnlySpan<byte> FirstResponse(ReadOnlySpan<byte> command)
    {
        var blank = command.TrimEnd((byte)' ').LastIndexOf((byte)' ');
        return blank > 0 && command[..blank].IndexOf((byte)' ') > 0 ? command[(blank + 1)..].Trim((byte)' ') : default;
    }

    public static string? Of(string? mechanism, ReadOnlySpan<byte> response)
    {
        if (mechanism is null || response.Length is 0 or > Longest)
        {
            return null;
        }

        Span<byte> octets = new byte[response.Length];
        if (Base64.DecodeFromUtf8(response, octets, out var used, out var written) != System.Buffers.OperationStatus.Done || used != response.Length)
        {
            return null;
        }

        var name = Name(mechanism.ToUpperInvariant(), octets[..written]);
        return name.IsEmpty ? null : SafeText.Of(name);
    }

    private static ReadOnlySpan<byte> Name(string mechanism, ReadOnlySpan<byte> text)
    {
        if (mechanism == "PLAIN")
        {
            // authzid NUL authcid NUL password (RFC 4616 §2); without both NULs it may be anything.
            var first = text.IndexOf((byte)0);
            var rest = first < 0 ? default : text[(first + 1)..];
            return rest.IndexOf((byte)0) is var second and > 0 ? rest[..second] : default;
        }

        return mechanism switch
        {
            "LOGIN" => text,
            "CRAM-MD5" => text.LastIndexOf((byte)' ') is var blank and > 0 ? text[..blank] : default,
            "DIGEST-MD5" => Between(text, "username=\""u8, (byte)'"'),
            "XOAUTH2" => text.StartsWith("user="u8) ? Between(text, "user="u8, 1) : default,
            "OAUTHBEARER" => Between(text, ",a="u8, (byte)','),
            _ when mechanism.StartsWith("SCRAM-", StringComparison.Ordinal) => Between(text, ",n="u8, (byte)','),
            _ => default,
        };
    }

    private static ReadOnlySpan<byte> Between(ReadOnlySpan<byte> text, ReadOnlySpan<byte> before, byte after)
    {
        var start = text.IndexOf(before);
        if (start < 0)
        {
            return default;
        }

        var rest = text[(start + before.Length)..];
        return rest.IndexOf(after) is var end and > 0 ? rest[..end] : default;
    }
}
