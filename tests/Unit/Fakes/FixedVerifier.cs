using System.Net;
using System.Text;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;

namespace Restante.Unit.Fakes;

/// <summary>A source that can only verify, in memory; may be down.</summary>
public sealed class FixedVerifier(string name, params (string User, string Password)[] users) : IPasswordVerifier
{
    public bool Down { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    public string Name => name;

    public ValueTask<PasswordVerdict> VerifyAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        Asked++;
        if (Down)
        {
            throw new CredentialStoreException("connection refused");
        }

        var known = users.FirstOrDefault(u => u.User == user);
        return ValueTask.FromResult<PasswordVerdict>(
            known.User is null ? new PasswordVerdict.Unknown()
            : password.Octets.SequenceEqual(Encoding.UTF8.GetBytes(known.Password)) ? new PasswordVerdict.Right(user)
            : new PasswordVerdict.Wrong());
    }
}
