using System.Net;
using Microsoft.Extensions.Logging;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth.Sources;

/// <summary>
/// A source that may go down. While it is, logins are answered at once, and one of them tries again now and then: a
/// directory that comes back is not met by everybody at once, and nobody waits for a timeout that somebody else has just
/// waited for. See <see cref="Outages"/>.
/// </summary>
public sealed class WatchedSource(IPasswordVerifier source, TimeProvider time, ILogger log) : IPasswordVerifier, IDisposable
{
    private readonly Outages _outages = new(source.Name, time, log);

    public string Name => source.Name;

    public async ValueTask<PasswordVerdict> VerifyAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        _outages.StayAwayWhileDown();
        try
        {
            var verdict = await source.VerifyAsync(user, password, address, stopping);
            _outages.WentWell();
            return verdict;
        }
        catch (CredentialStoreException e)
        {
            _outages.Failed(e.Message);
            throw;
        }
    }

    public void Dispose() => (source as IDisposable)?.Dispose();
}
