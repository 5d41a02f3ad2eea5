using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Restante.Protocol.Sasl;

/// <summary>What goes into a DIGEST-MD5 response, and what comes out (RFC 2831 §2.1.2.1), for qop=auth.</summary>
internal sealed record DigestMd5Answer(string User, string Realm, string Nonce, string ClientNonce, string Uri, string? AuthorizationId)
{
    /// <summary>The one use of a nonce: we send a new one each time.</summary>
    public const string Count = "00000001";

    /// <summary>The client's response.</summary>
    public byte[] Response(ReadOnlySpan<byte> password) => Compute(password, "AUTHENTICATE:" + Uri);

    /// <summary>The server's answer to it, which shows that it knows the password.</summary>
    public byte[] ServerResponse(ReadOnlySpan<byte> password) => Compute(password, ":" + Uri);

    private byte[] Compute(ReadOnlySpan<byte> password, string a2)
    {
        var latin = InLatin1(password);
        byte[] named = [.. InLatin1(Encoding.UTF8.GetBytes(User)), (byte)':', .. InLatin1(Encoding.UTF8.GetBytes(Realm)), (byte)':', .. latin];
        var acting = AuthorizationId is null ? "" : ":" + AuthorizationId;
        byte[] a1 = [.. Md5.Hash(named), .. Encoding.UTF8.GetBytes($":{Nonce}:{ClientNonce}{acting}")];
        var key = Md5.Hex(Md5.Hash(a1));
        CryptographicOperations.ZeroMemory(latin);
        CryptographicOperations.ZeroMemory(named);
        CryptographicOperations.ZeroMemory(a1);
        return Md5.Hash(Encoding.UTF8.GetBytes($"{key}:{Nonce}:{Count}:{ClientNonce}:auth:{Md5.Hex(Md5.Hash(Encoding.UTF8.GetBytes(a2)))}"));
    }

    /// <summary>The RFC's oddity: what fits into ISO 8859-1 is hashed in it, whatever the charset of the message.</summary>
    private static byte[] InLatin1(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return text.ToArray();
        }

        var characters = new char[text.Length];
        var length = Encoding.UTF8.GetChars(text, characters);
        var fits = !characters.AsSpan(0, length).ContainsAnyExceptInRange('\0', '\u00FF');
        var result = fits ? Encoding.Latin1.GetBytes(characters, 0, length) : text.ToArray();
        characters.AsSpan().Clear();
        return result;
    }
}
