using System.Text;

namespace Restante.Logs.Sessions;

/// <summary>Looks a key of octets up without making a string of it. Keys are Latin-1: an octet a character, whatever it is.</summary>
internal sealed class OctetKeys : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string key)
    {
        if (key.Length > 256)
        {
            return GetHashCode(Encoding.Latin1.GetBytes(key));
        }

        Span<byte> octets = stackalloc byte[key.Length];
        Encoding.Latin1.GetBytes(key, octets);
        return GetHashCode(octets);
    }

    // HashCode is seeded anew in each process: no log can be made whose keys all collide.
    public int GetHashCode(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (alternate.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < alternate.Length; i++)
        {
            if (alternate[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.Latin1.GetString(alternate);
}
