using System.Text;
using Restante.Server.Config;

namespace Restante.Unit.Server.Config;

/// <summary>What <c>config check</c> says of settings for tokens and certificates that do not go together.</summary>
public sealed class TokenRulesTests
{
    private const string Issuer = "\"issuer\": \"https://id.example\"";

    [Theory]
    [InlineData("http://id.example")]
    [InlineData("id.example")]
    [InlineData("https://id.example?x")]
    [InlineData("https://id.example/#x")]
    [InlineData("https://me@id.example")]
    public void An_issuer_is_an_https_URL(string issuer) =>
        Fault($$"""{ "users": { "oauth": { "issuer": "{{issuer}}", "scope": "mail" } } }""", ProblemSeverity.Error, "users.oauth.issuer", "is no issuer identifier");

    [Theory]
    [InlineData(Issuer, "users.oauth.issuer", "takes every token of this issuer")]
    [InlineData("\"audience\": \"x\"", "users.oauth.audience", "means nothing without users.oauth.issuer")]
    [InlineData("\"introspection\": \"opaque\"", "users.oauth.introspection", "means nothing without users.oauth.issuer")]
    [InlineData(Issuer + ", \"scope\": \"mail\", \"claim\": \"\"", "users.oauth.claim", "nothing would name the user")]
    [InlineData(Issuer + ", \"scope\": \"mail\", \"introspection\": \"always\"", "users.oauth.introspection", "needs users.oauth.clientId")]
    [InlineData(Issuer + ", \"scope\": \"mail\", \"introspection\": \"opaque\", \"clientId\": \"a\"", "users.oauth.introspection", "needs users.oauth.clientId")]
    [InlineData(Issuer + ", \"scope\": \"m\u00e4il\"", "users.oauth.scope", "no token has")]
    public void A_combination_that_cannot_work_is_an_error(string oauth, string key, string words) =>
        Fault($$"""{ "users": { "oauth": { {{oauth}} } } }""", ProblemSeverity.Error, key, words);

    [Fact]
    public void A_client_that_asks_nothing_is_a_warning() => Fault(
        $$"""{ "users": { "oauth": { {{Issuer}}, "scope": "mail", "clientSecretFile": "x" } } }""",
        ProblemSeverity.Warning, "users.oauth.clientSecretFile", "means nothing without users.oauth.introspection");

    [Fact]
    public void An_issuer_without_a_mechanism_is_a_warning() => Fault(
        $$"""{ "users": { "oauth": { {{Issuer}}, "scope": "mail" } }, "auth": { "mechanisms": ["PLAIN"] } }""",
        ProblemSeverity.Warning, "users.oauth.issuer", "names neither OAUTHBEARER nor XOAUTH2");

    [Theory]
    [InlineData("""{ "tls": { "clientName": "cn" } }""", "tls.clientName", "means nothing without tls.clientCa")]
    [InlineData("""{ "tls": { "clientCa": "ca.pem" }, "auth": { "mechanisms": ["PLAIN"] } }""", "tls.clientCa", "does not name EXTERNAL")]
    public void Half_of_what_EXTERNAL_needs_is_a_warning(string config, string key, string words) => Fault(config, ProblemSeverity.Warning, key, words);

    [Fact]
    public void What_goes_together_is_taken_without_a_word()
    {
        var read = Read($$"""
            { "tls": { "clientCa": "ca.pem", "clientName": "cn" },
              "users": { "oauth": { {{Issuer}}, "audience": "restante", "introspection": "opaque", "clientId": "a", "clientSecretFile": "b", "ca": "c" } } }
            """);
        Assert.Empty(read.Problems);
        Assert.Equal("/etc/restante/b", read.Options.Users.OAuth.ClientSecretFile);
        Assert.Equal("email", read.Options.Users.OAuth.Claim);
        Assert.True(read.Options.Users.HasOtherSources);
        Assert.Equal(("/etc/restante/ca.pem", ClientNameSource.CommonName), (read.Options.Tls!.ClientCa, read.Options.Tls.ClientName));
    }

    private static void Fault(string config, ProblemSeverity severity, string key, string words)
    {
        var problem = Assert.Single(Read(config).Problems);
        Assert.Equal((severity, key), (problem.Severity, problem.Key));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    private static Configuration Read(string json) => Configuration.Parse(
        Encoding.UTF8.GetBytes(json), new ConfigSources { File = "/etc/restante/restante.json", WorkingDirectory = "/srv", Hostname = "pop-01" });
}
