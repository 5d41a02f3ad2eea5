using System.Text;
using Restante.Server.Config;

namespace Restante.Unit.Server.Config;

public sealed class LdapConfigurationTests
{
    private const string Ways = """ "base": "dc=x", "filter": "(uid={user})" """;

    [Theory]
    [InlineData("ldap://ldap.example.com", LdapScheme.Ldap, "ldap.example.com", 389, false)]
    [InlineData("ldaps://ldap.example.com/", LdapScheme.Ldaps, "ldap.example.com", 636, false)]
    [InlineData("ldap://192.0.2.7:3890", LdapScheme.Ldap, "192.0.2.7", 3890, false)]
    [InlineData("ldap://127.0.0.9:3890", LdapScheme.Ldap, "127.0.0.9", 3890, true)]
    [InlineData("ldaps://[2001:db8::7]", LdapScheme.Ldaps, "2001:db8::7", 636, false)]
    [InlineData("ldap://[::1]:3890", LdapScheme.Ldap, "::1", 3890, true)]
    [InlineData("ldap://Localhost", LdapScheme.Ldap, "Localhost", 389, true)]
    [InlineData("ldapi://%2Frun%2Fslapd%2Fldapi", LdapScheme.Ldapi, "%2Frun%2Fslapd%2Fldapi", 0, true)]
    public void Where_a_directory_may_be(string text, LdapScheme scheme, string host, int port, bool local)
    {
        Assert.True(LdapUri.TryParse(text, out var uri));
        Assert.Equal((scheme, host, port, local), (uri.Scheme, uri.Host, uri.Port, uri.IsLocal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ldap.example.com")]
    [InlineData("http://ldap.example.com")]
    [InlineData("ldap://")]
    [InlineData("ldapi://")]
    [InlineData("ldapi:///run/ldapi")]
    [InlineData("ldap://host:0")]
    [InlineData("ldap://host:65536")]
    [InlineData("ldap://host:x")]
    [InlineData("ldap://::1")]
    [InlineData("ldap://[::1")]
    [InlineData("ldap://[x]")]
    [InlineData("ldap://user@host")]
    [InlineData("ldap://host/dc=example,dc=com")]
    [InlineData("ldap://host?uid")]
    [InlineData("ldap://a ldap://b")]
    public void And_where_not(string text) => Assert.False(LdapUri.TryParse(text, out _));

    [Theory]
    [InlineData(""" "uri": ["ldaps://a"], "bindDn": "uid={user},dc=x" """)]
    [InlineData(""" "uri": ["ldap://a", "ldaps://b"], "startTls": true, "bindDn": "uid={local},dc={domain}" """)]
    [InlineData(""" "uri": ["ldap://127.0.0.1", "ldapi://%2Fs"], "base": "dc=x", "filter": "(&(a=\\28)(|(uid={user})(mail={user})))", "nameAttribute": "", "timeout": "1s" """)]
    [InlineData(""" "uri": ["ldaps://a"], "base": "dc=x", "filter": "(uid={user})", "searchDn": "cn=s", "searchPasswordFile": "p" """)]
    public void What_fits_together(string ldap) => Assert.Empty(Read(ldap));

    [Theory]
    [InlineData(""" "bindDn": "uid={user},dc=x", "ca": "ca.pem" """, "users.ldap.bindDn", "users.ldap.ca")]
    [InlineData(""" "uri": ["ldaps://a"] """, "users.ldap.uri")]
    [InlineData(""" "uri": ["ldaps://a"], "base": "dc=x" """, "users.ldap.base")]
    [InlineData(""" "uri": ["ldaps://a"], "filter": "(uid={user})" """, "users.ldap.filter")]
    [InlineData(""" "uri": ["ldaps://a"], "bindDn": "uid={user},dc=x", """ + Ways, "users.ldap.base", "users.ldap.filter")]
    [InlineData(""" "uri": ["ldaps://a"], "searchDn": "cn=s", """ + Ways, "users.ldap.searchDn")]
    [InlineData(""" "uri": ["ldaps://a"], "searchPasswordFile": "p", """ + Ways, "users.ldap.searchPasswordFile")]
    [InlineData(""" "uri": ["ldap://a", "ldap://127.0.0.1"], """ + Ways, "users.ldap.uri")]
    [InlineData(""" "uri": ["ldap://192.0.2.7"], "bindDn": "dc=x" """, "users.ldap.bindDn")]
    [InlineData(""" "uri": ["ldap://192.0.2.7"], "searchDn": "cn=s", """ + Ways, "users.ldap.uri", "users.ldap.searchDn")]
    [InlineData(""" "uri": ["ldaps://a"], "bindDn": "{user}@example.com" """, "users.ldap.bindDn")]
    [InlineData(""" "uri": ["ldaps://a"], "bindDn": "uid={usr},dc=x" """, "users.ldap.bindDn")]
    [InlineData(""" "uri": ["ldaps://a"], "base": "dc=x", "filter": "uid={user}" """, "users.ldap.filter")]
    [InlineData(""" "uri": ["ldaps://a"], "base": "dc=x", "filter": "(uid={user}" """, "users.ldap.filter")]
    [InlineData(""" "uri": ["ldaps://a"], "base": "dc=x", "filter": "(a=b)(uid={user})" """, "users.ldap.filter")]
    [InlineData(""" "uri": ["ldaps://a"], "base": "dc=x", "filter": "(uid=ann)" """, "users.ldap.filter")]
    [InlineData(""" "uri": ["http://a"], "nameAttribute": "uid)(x" """, "users.ldap.uri[0]", "users.ldap.nameAttribute")]
    public void What_does_not_is_reported_at_once_and_in_its_place(string ldap, params string[] keys)
    {
        var problems = Read(ldap);
        Assert.Equal(keys.Order(), problems.Select(p => p.Key).Order());
        Assert.All(problems, p => Assert.True(p.Severity == ProblemSeverity.Error && p.Line == 1 && p.Advice.Length > 0, p.ToString()));
    }

    [Theory]
    [InlineData(""" "uri": ["ldaps://localhost"], """ + Ways, "users.ldap.uri")]
    [InlineData(""" "uri": ["ldaps://a"], "startTls": true, """ + Ways, "users.ldap.startTls")]
    [InlineData(""" "uri": ["ldap://127.0.0.1"], "ca": "ca.pem", """ + Ways, "users.ldap.ca")]
    public void What_is_odd_is_a_warning(string ldap, string key) =>
        Assert.Equal((key, ProblemSeverity.Warning), Read(ldap).Select(p => (p.Key, p.Severity)).Single());

    private static IReadOnlyList<ConfigProblem> Read(string ldap) => Configuration.Parse(
        Encoding.UTF8.GetBytes($$"""{ "users": { "ldap": { {{ldap}} } } }"""),
        new ConfigSources { File = "/etc/restante/restante.json", WorkingDirectory = "/srv", Hostname = "pop-01" }).Problems;
}
