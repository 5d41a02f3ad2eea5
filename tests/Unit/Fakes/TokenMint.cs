using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Restante.Unit.Fakes;

/// <summary>Signs tokens, rightly and wrongly; not with the library that the server reads them with.</summary>
public sealed class TokenMint : IDisposable
{
    // RSA keys are costly to make: two do for all tests that need no special one.
    private static readonly Lazy<RSA> Usual = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> Another = new(() => RSA.Create(2048));

    private readonly string _algorithm;
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    /// <param name="algorithm">By which it signs.</param>
    /// <param name="kid">Its key's name.</param>
    /// <param name="other">Not the same key as every mint's that signs by RSA.</param>
    /// <param name="weak">A short one.</param>
    public TokenMint(string algorithm = "ES256", string kid = "k1", bool other = false, bool weak = false)
    {
        (_algorithm, KeyId) = (algorithm, kid);
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            _ec = ECDsa.Create(algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
        }
        else
        {
            _rsa = weak ? RSA.Create(1024) : (other ? Another : Usual).Value;
        }
    }

    public string KeyId { get; }

    /// <summary>As a JWK; the private parts only where a test wants them there.</summary>
    public JsonObject Key(bool withPrivate = false)
    {
        if (_rsa is not null)
        {
            var rsa = _rsa.ExportParameters(withPrivate);
            var key = new JsonObject { ["kty"] = "RSA", ["kid"] = KeyId, ["use"] = "sig", ["n"] = Text(rsa.Modulus!), ["e"] = Text(rsa.Exponent!) };
            if (withPrivate)
            {
                key["d"] = Text(rsa.D!);
            }

            return key;
        }

        var ec = _ec!.ExportParameters(includePrivateParameters: false);
        var curve = _algorithm switch { "ES256" => "P-256", "ES384" => "P-384", _ => "P-521" };
        return new JsonObject { ["kty"] = "EC", ["kid"] = KeyId, ["use"] = "sig", ["crv"] = curve, ["x"] = Text(ec.Q.X!), ["y"] = Text(ec.Q.Y!) };
    }

    /// <summary>A token with these claims.</summary>
    /// <param name="claims">The payload.</param>
    /// <param name="header">Changes the header.</param>
    public string Sign(JsonObject claims, Action<JsonObject>? header = null) => Sign(claims.ToJsonString(), header);

    /// <summary>The same with a payload that need not be sound.</summary>
    public string Sign(string payload, Action<JsonObject>? header = null)
    {
        var head = new JsonObject { ["alg"] = _algorithm, ["typ"] = "JWT", ["kid"] = KeyId };
        header?.Invoke(head);
        return SignText(head.ToJsonString(), payload);
    }

    /// <summary>The same with a header that need not be sound.</summary>
    public string SignText(string header, string payload)
    {
        var signed = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(payload))}";
        var octets = Encoding.ASCII.GetBytes(signed);
        var hash = new HashAlgorithmName("SHA" + _algorithm[2..]);
        var signature = _rsa is null
            ? _ec!.SignData(octets, hash)
            : _rsa.SignData(octets, hash, _algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        return $"{signed}.{Text(signature)}";
    }

    /// <summary>The old attack: an HMAC whose secret is the public key.</summary>
    public string Forge(JsonObject claims)
    {
        var head = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = KeyId };
        var signed = $"{Text(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Text(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var secret = Encoding.ASCII.GetBytes(_rsa?.ExportSubjectPublicKeyInfoPem() ?? _ec!.ExportSubjectPublicKeyInfoPem());
        return $"{signed}.{Text(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Text(byte[] octets) => Base64Url.EncodeToString(octets);

    public void Dispose()
    {
        _ec?.Dispose();
    }
}
