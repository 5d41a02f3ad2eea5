using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Restante.Server.Auth.OAuth;

/// <summary>
/// Requests to the authorization server: TLS and verified, answered in time and in few octets, never led elsewhere by a
/// redirect, without cookies and proxies.
/// </summary>
public sealed class IssuerHttp(HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    // Discovery and keys of large providers are a few kilobytes.
    private const int MaxOctets = 256 * 1024;

    // Mail programs give up after 5 to 30 seconds; what they wait for here is two answers at most.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const int MaxDepth = 16;

    private readonly HttpClient _client = new(handler)
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxOctets,
        DefaultRequestHeaders = { { "Accept", "application/json" } },
    };

    /// <param name="caFile">PEM: the only issuers of certificates that are trusted; empty for those that the system trusts.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CredentialStoreException">The file cannot be used.</exception>
    public static IssuerHttp Open(string caFile, TimeProvider time)
    {
        var tls = new SslClientAuthenticationOptions();
        if (caFile.Length > 0)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(PemCertificates(caFile));
        }

        return new IssuerHttp(new SocketsHttpHandler
        {
            SslOptions = tls,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Limit,
            MaxConnectionsPerServer = 16,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }, time);
    }

    /// <summary>Null where there is no such document.</summary>
    /// <exception cref="CredentialStoreException">There was no answer that can be used.</exception>
    public Task<JsonDocument?> GetAsync(Uri address, CancellationToken stopping) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, address), stopping);

    /// <summary>The same with a request of one's own; it is disposed.</summary>
    /// <exception cref="CredentialStoreException">There was no answer that can be used.</exception>
    public async Task<JsonDocument?> SendAsync(HttpRequestMessage request, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var where = request.RequestUri!.GetLeftPart(UriPartial.Path);
        try
        {
            using (request)
            using (var response = await _client.SendAsync(request, either.Token))
            {
                return response.StatusCode switch
                {
                    HttpStatusCode.OK => StrictJson.Parse(await response.Content.ReadAsByteArrayAsync(either.Token), MaxDepth),
                    HttpStatusCode.NotFound => null,
                    >= (HttpStatusCode)300 and < (HttpStatusCode)400 => throw new CredentialStoreException($"{where} is a redirect, which is not followed"),
                    var other => throw new CredentialStoreException($"{where} answers with HTTP status {(int)other}"),
                };
            }
        }
        catch (HttpRequestException e)
        {
            throw new CredentialStoreException($"{where}: {e.GetBaseException().Message}", e);
        }
        catch (JsonException e)
        {
            throw new CredentialStoreException($"{where} answers with something else than sound JSON", e);
        }
        catch (OperationCanceledException e) when (!stopping.IsCancellationRequested)
        {
            throw new CredentialStoreException($"{where}: no answer for {Limit.TotalSeconds:0} s", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static X509Certificate2Collection PemCertificates(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0 ? certificates : throw new CredentialStoreException($"{file} holds no certificate");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new CredentialStoreException($"{file} cannot be used: {e.Message}", e);
        }
    }
}
