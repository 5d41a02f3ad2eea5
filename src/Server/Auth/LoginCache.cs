using System.Security.Cryptography;
using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth;

/// <summary>
/// Passwords that were right a moment ago, so that a client that polls does not cost a hash each time. Nothing here can
/// be turned back into a password: an entry is an HMAC under a key that never leaves this process.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="remember">
/// How long, from the hash that was computed; a hit does not prolong it. Zero remembers nothing.
/// </param>
public sealed class LoginCache(TimeProvider time, TimeSpan remember) : IDisposable
{
    // An entry is about 200 octets. One a user: a second right password (after a change) takes the first one's place.
    private const int MaxEntries = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    /// <summary>True when this password was right for this stored secret. Another secret, by then, is a miss.</summary>
    public bool Knows(string user, PasswordHash stored, Secret password) => Knows(user, stored.Encode(), password);

    /// <summary>Takes note of a password that has just been found right.</summary>
    public void Remember(string user, PasswordHash stored, Secret password) => Remember(user, stored.Encode(), password);

    /// <summary>The same for a secret that is checked in another way, which <paramref name="stored"/> names.</summary>
    public bool Knows(string user, string stored, Secret password)
    {
        if (remember <= TimeSpan.Zero)
        {
            return false;
        }

        // Computed for users without an entry, too: whether one logged in lately is nobody's business.
        Span<byte> offered = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(user, stored, password, offered);
        lock (_lock)
        {
            return _entries.TryGetValue(user, out var entry)
                && time.GetElapsedTime(entry.Since) < remember
                && CryptographicOperations.FixedTimeEquals(entry.Digest, offered);
        }
    }

    /// <summary>The same for a secret that was found right in another way.</summary>
    public void Remember(string user, string stored, Secret password)
    {
        if (remember <= TimeSpan.Zero)
        {
            return;
        }

        var digest = new byte[HMACSHA256.HashSizeInBytes];
        Digest(user, stored, password, digest);
        lock (_lock)
        {
            if (_entries.Count >= MaxEntries && !_entries.ContainsKey(user))
            {
                MakeRoom();
            }

            Forget(user);
            _entries[user] = new Entry(digest, time.GetTimestamp());
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var user in _entries.Keys.ToList())
            {
                Forget(user);
            }

            CryptographicOperations.ZeroMemory(_key);
        }
    }

    private void MakeRoom()
    {
        var old = _entries.Where(e => time.GetElapsedTime(e.Value.Since) >= remember).Select(e => e.Key).ToList();
        if (old.Count == 0)
        {
            old = [.. _entries.OrderBy(e => e.Value.Since).Take(MaxEntries / 10).Select(e => e.Key)];
        }

        old.ForEach(Forget);
    }

    private void Forget(string user)
    {
        if (_entries.Remove(user, out var entry))
        {
            CryptographicOperations.ZeroMemory(entry.Digest);
        }
    }

    /// <summary>The parts' lengths go in as well: no two triples make the same octets.</summary>
    private void Digest(string user, string stored, Secret password, Span<byte> digest)
    {
        var head = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{user.Length} {user} {stored} "));
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(head);
        hash.AppendData(password.Octets);
        hash.GetHashAndReset(digest);
        CryptographicOperations.ZeroMemory(head);
    }

    private readonly record struct Entry(byte[] Digest, long Since);
}
