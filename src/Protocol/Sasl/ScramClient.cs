using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Restante.Protocol.Sasl;

/// <summary>The client's side of SCRAM (RFC 5802 §5).</summary>
/// <param name="mechanism">Which of them.</param>
/// <param name="user">Who.</param>
/// <param name="password">In UTF-8, as typed.</param>
/// <param name="binding">The binding of the TLS connection. With a mechanism that does not use it, it says that the server offered none that does.</param>
/// <param name="nonce">The client's part of the nonce; null for a random one.</param>
public sealed class ScramClient(
    ScramMechanism mechanism, string user, Secret password, ChannelBinding? binding = null, string? nonce = null) : SaslClient
{
    /// <summary>RFC 7677 §4 asks for so many at least. Fewer would hand the password to a false server that asks for one.</summary>
    public const int LeastIterations = 4096;

    /// <summary>More would let a false server keep us busy for minutes.</summary>
    public const int MostIterations = 10_000_000;

    private readonly Gs2Header _header = Gs2Header.For(mechanism, binding);
    private readonly string _nonce = nonce ?? SaslNonce.Make();
    private byte[]? _expected;
    private bool _proven;

    public override string Mechanism => mechanism.Name;

    public override bool IsServerProven => _proven;

    private string FirstBare => $"n={ScramText.EncodeName(user)},r={_nonce}";

    public override byte[] Begin() => Encoding.UTF8.GetBytes(_header.Text + FirstBare);

    public override SaslReply Respond(ReadOnlySpan<byte> challenge)
    {
        var message = Encoding.UTF8.GetString(challenge);
        return _proven ? Unexpected() : _expected is null ? Prove(message) : Verify(message);
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_expected);
        base.Dispose(disposing);
    }

    private SaslReply Prove(string message)
    {
        var attributes = message.Split(',');
        var wholeNonce = ScramText.Value(attributes, 0, 'r');
        if (!ScramText.IsNonce(wholeNonce) || wholeNonce.Length <= _nonce.Length || !wholeNonce.StartsWith(_nonce, StringComparison.Ordinal))
        {
            return new SaslReply.Cancel("the server's nonce does not begin with ours");
        }

        if (!ScramText.TryDecodeBase64(ScramText.Value(attributes, 1, 's'), out var salt)
            || !int.TryParse(ScramText.Value(attributes, 2, 'i'), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            return new SaslReply.Cancel("the server sent no salt and iterations");
        }

        if (iterations is < LeastIterations or > MostIterations)
        {
            return new SaslReply.Cancel($"the server asks for {iterations} iterations, which is too {(iterations < LeastIterations ? "few" : "many")}");
        }

        var withoutProof = $"c={Convert.ToBase64String(_header.With(binding))},r={wholeNonce}";
        var authMessage = Encoding.UTF8.GetBytes($"{FirstBare},{message},{withoutProof}");
        var prepared = PasswordText.Prepare(password.Octets);
        using var keys = ScramKeys.Derive(mechanism.Algorithm, prepared, salt, iterations);
        CryptographicOperations.ZeroMemory(prepared);
        _expected = ScramKeys.Sign(mechanism.Algorithm, keys.ServerKey, authMessage);
        return new SaslReply.Response(Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(keys.Proof(authMessage))}"));
    }

    private SaslReply Verify(string message)
    {
        var attributes = message.Split(',');
        if (ScramText.Value(attributes, 0, 'e') is { } error)
        {
            return new SaslReply.Cancel($"the server says {error}");
        }

        _proven = ScramText.TryDecodeBase64(ScramText.Value(attributes, 0, 'v'), out var signature)
            && CryptographicOperations.FixedTimeEquals(signature, _expected);
        return _proven
            ? new SaslReply.Response(default)
            : new SaslReply.Cancel("the server does not know the password: it is not the server it claims to be");
    }
}
