using Microsoft.IdentityModel.Tokens;
using Restante.Server.Auth.Sources;

namespace Restante.Server.Auth.OAuth;

/// <summary>
/// What is known of the authorization server, and for how long: an hour; a day while it cannot be reached. A key that is
/// not known makes it be asked again, but not more than once in half a minute: anybody can invent names of keys.
/// </summary>
/// <param name="identifier">Its issuer identifier.</param>
/// <param name="http">By which it is asked.</param>
/// <param name="outages">Whether it can be.</param>
/// <param name="time">The clock.</param>
internal sealed class Issuer(string identifier, IssuerHttp http, Outages outages, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private volatile Known? _known;

    /// <summary>The keys that may have signed; none where the issuer has no such key.</summary>
    /// <exception cref="CredentialStoreException">It cannot be asked.</exception>
    public async ValueTask<IReadOnlyList<SecurityKey>> KeysForAsync(JwtHeader header, CancellationToken stopping)
    {
        var known = await KnownAsync(stopping);
        var keys = known.Keys.For(header);
        return keys.Count > 0 || Age(known) < LeastPause ? keys : (await FetchAsync(known, stopping)).Keys.For(header);
    }

    /// <exception cref="CredentialStoreException">It cannot be asked, or has no such place.</exception>
    public async ValueTask<Uri> IntrospectionAsync(CancellationToken stopping) => (await KnownAsync(stopping)).Metadata.Introspection
        ?? throw new CredentialStoreException("the authorization server names no introspection_endpoint");

    public void Dispose() => _one.Dispose();

    private TimeSpan Age(Known known) => time.GetElapsedTime(known.Since);

    private async ValueTask<Known> KnownAsync(CancellationToken stopping)
    {
        var known = _known;
        if (known is not null && Age(known) < Life)
        {
            return known;
        }

        try
        {
            return await FetchAsync(known, stopping);
        }
        catch (CredentialStoreException) when (known is not null && Age(known) < LongestLife)
        {
            return known;
        }
    }

    /// <param name="seen">What is not enough; where somebody else has fetched better meanwhile, that is taken.</param>
    /// <param name="stopping">The server stops.</param>
    private async ValueTask<Known> FetchAsync(Known? seen, CancellationToken stopping)
    {
        await _one.WaitAsync(stopping);
        try
        {
            if (_known is { } other && other != seen)
            {
                return other;
            }

            outages.StayAwayWhileDown();
            try
            {
                var metadata = await MetadataAsync(stopping);
                using var keys = await http.GetAsync(metadata.Keys, stopping) ?? throw new CredentialStoreException($"{metadata.Keys} is not there");
                _known = new Known(metadata, SigningKeys.Read(keys.RootElement), time.GetTimestamp());
                outages.WentWell();
                return _known;
            }
            catch (CredentialStoreException e)
            {
                outages.Failed(e.Message);
                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async ValueTask<IssuerMetadata> MetadataAsync(CancellationToken stopping)
    {
        var places = IssuerMetadata.Places(identifier);
        foreach (var place in places)
        {
            using var document = await http.GetAsync(place, stopping);
            if (document is not null)
            {
                return IssuerMetadata.Read(document.RootElement, identifier);
            }
        }

        throw new CredentialStoreException($"the authorization server describes itself neither at {places[0]} nor at {places[1]}");
    }

    private sealed record Known(IssuerMetadata Metadata, SigningKeys Keys, long Since);
}
