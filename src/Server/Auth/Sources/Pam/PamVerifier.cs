using System.Net;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth.Sources.Pam;

/// <summary>The users of this machine, or whoever else a PAM service lets in.</summary>
public sealed class PamVerifier : IPasswordVerifier
{
    /// <summary>Modules may fork, sleep or ask a network: more threads than cores, few enough for a machine to bear.</summary>
    private const int AtOnce = 16;

    /// <summary>PAM_MAX_RESP_SIZE, with its NUL.</summary>
    private const int MaxPassword = 511;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly PamLogin _login;
    private readonly BlockingCalls _calls;

    /// <param name="service">The file's name in /etc/pam.d.</param>
    /// <param name="time">The clock.</param>
    /// <param name="folder">Another folder than /etc/pam.d (Linux-PAM 1.4); null for that one.</param>
    /// <exception cref="CredentialStoreException">This machine has no libpam.</exception>
    public PamVerifier(string service, TimeProvider time, string? folder = null)
    {
        if (!LibPam.IsAvailable)
        {
            throw new CredentialStoreException("users.pam needs libpam.so.0, which is not here (Debian: libpam0g)");
        }

        _login = new PamLogin(service, folder);
        _calls = new BlockingCalls(AtOnce, Limit, time);
    }

    public string Name => "pam";

    public ValueTask<PasswordVerdict> VerifyAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        // An empty password would open accounts that have none (pam_unix's nullok is Debian's default); a NUL would end it.
        if (password.Octets.IsEmpty || password.Octets.Length > MaxPassword || password.Octets.Contains((byte)0))
        {
            return ValueTask.FromResult<PasswordVerdict>(new PasswordVerdict.Wrong());
        }

        return _calls.RunAsync(password, own => _login.Try(user, own.Octets, address?.ToString()), stopping);
    }
}
