using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Restante.Protocol.Sasl;
using Restante.Server.Auth.Sources;

namespace Restante.Server.Auth.OAuth;

/// <summary>Asks the authorization server about tokens (RFC 7662): a few at a time, so that a flood of invented ones keeps nobody's token out for long.</summary>
/// <param name="issuer">Says where.</param>
/// <param name="http">By which it is asked.</param>
/// <param name="outages">Whether it can be.</param>
/// <param name="clientId">By which it knows us.</param>
/// <param name="clientSecret">By which it believes that.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenIntrospection(
    Issuer issuer, IssuerHttp http, Outages outages, string clientId, string clientSecret, TimeProvider time) : IDisposable
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>What it says of an active token, <c>{"active":false}</c> of another; null when there was no turn.</summary>
    /// <exception cref="CredentialStoreException">It cannot be asked.</exception>
    public async ValueTask<JsonDocument?> AskAsync(Secret token, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            await _turns.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            var where = await issuer.IntrospectionAsync(stopping);
            outages.StayAwayWhileDown();
            return await AskAsync(where, token, stopping);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<JsonDocument> AskAsync(Uri where, Secret token, CancellationToken stopping)
    {
        try
        {
            var answer = await http.SendAsync(Request(where, token), stopping) ?? throw new CredentialStoreException($"{where} is not there");
            outages.WentWell();
            return answer;
        }
        catch (CredentialStoreException e)
        {
            outages.Failed(e.Message);
            throw;
        }
    }

    private HttpRequestMessage Request(Uri where, Secret token)
    {
        // RFC 6749 §2.3.1: encoded as in a form before they are put together.
        var client = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret)}";
        return new HttpRequestMessage(HttpMethod.Post, where)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(client))) },
            Content = new FormUrlEncodedContent(
            [
                new("token", Encoding.ASCII.GetString(token.Octets)), new("token_type_hint", "access_token"),
            ]),
        };
    }
}
