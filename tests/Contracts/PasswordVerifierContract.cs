using System.Text;
using Restante.Protocol.Sasl;
using Restante.Server.Auth.Sources;

namespace Restante.Contracts;

/// <summary>What every source keeps that can only verify.</summary>
public static class PasswordVerifierContract
{
    /// <param name="source">Knows the user, and nobody of the other names below.</param>
    /// <param name="user">Who has this password and no other.</param>
    /// <param name="password">Not empty, fewer than 100 octets.</param>
    public static async Task HoldsAsync(IPasswordVerifier source, string user, string password)
    {
        Assert.Equal(new PasswordVerdict.Right(user), await TryAsync(source, user, password));
        foreach (var wrong in new[] { "", password + "x", password[1..], password + "\0", password + "\0x", "\0", new string('x', 600), new string('x', 100_000) })
        {
            Assert.False(await TryAsync(source, user, wrong) is PasswordVerdict.Right, $"let in with {wrong.Length} characters that are not the password");
        }

        foreach (var stranger in new[] { "restante-nobody", "*", user + "*", user + ")(uid=*", user + ",ou=other", "\\2a", user + "\"", "#00", "root;" + user, "%s%n", user + ":x" })
        {
            Assert.False(await TryAsync(source, stranger, password) is PasswordVerdict.Right, $"{stranger} was let in");
        }

        var together = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => TryAsync(source, user, i % 2 == 0 ? password : "wrong")));
        Assert.Equal(12, together.Count(v => v is PasswordVerdict.Right));
    }

    public static async Task<PasswordVerdict> TryAsync(IPasswordVerifier source, string user, string password)
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        return await source.VerifyAsync(user, secret, System.Net.IPAddress.Loopback, CancellationToken.None);
    }
}
