using System.Security.Cryptography;
using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Server.Sessions;

/// <summary>
/// Tells a new wrong password from the same one again, within a connection: one typo is up to eight attempts, since a mail
/// program tries every mechanism it knows.
/// </summary>
/// <remarks>
/// A password can be compared with those before it. A proof cannot: so a mechanism that has not been tried yet since the
/// last failure that counted is taken for the same password once more. Whoever guesses in this way gets at most as many
/// guesses for one as there are mechanisms, and each answer waits all the same.
/// </remarks>
public sealed class FailedTries
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly HashSet<string> _passwords = [];
    private readonly HashSet<string> _round = [];
    private bool _proofs;
    private string? _user;

    /// <summary>How many failures there were, all counted.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them were not the same wrong password again.</summary>
    public int Distinct { get; private set; }

    /// <summary>Takes note of a failure; true when it may be the same wrong password as before.</summary>
    /// <param name="user">Who the client said it is.</param>
    /// <param name="mechanism">As records write it.</param>
    /// <param name="password">What was tried; null where the client sent a proof.</param>
    public bool Add(string user, string mechanism, Secret? password)
    {
        Count++;
        var seen = password is not null && !_passwords.Add(Digest(user, password));
        var guessed = _user == user && (_proofs || password is null) && !_round.Contains(mechanism);
        if (!seen && !guessed)
        {
            Distinct++;
            _round.Clear();
            _proofs = false;
            _user = user;
        }

        _round.Add(mechanism);
        _proofs |= password is null;
        return seen || guessed;
    }

    private string Digest(string user, Secret password)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes(user));
        hash.AppendData([0]);
        hash.AppendData(password.Octets);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
