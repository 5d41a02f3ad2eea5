using Restante.Server.Auth.Sources.Ldap;
using Restante.Server.Config;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.Sources.Ldap;

public sealed class LdapServersTests
{
    private readonly ManualTime _time = new();
    private readonly List<LdapUri> _uris = [.. new[] { "ldaps://a", "ldaps://b", "ldaps://c" }.Select(t => LdapUri.TryParse(t, out var uri) ? uri : throw new ArgumentException(t))];

    [Fact]
    public void One_that_has_failed_comes_last_for_half_a_minute()
    {
        var servers = new LdapServers(_uris, _time);
        Assert.Equal("abc", Order(servers));
        servers.Failed(_uris[0]);
        Assert.Equal("bca", Order(servers));
        servers.Failed(_uris[1]);
        Assert.Equal("cab", Order(servers));
        servers.Worked(_uris[0]);
        Assert.Equal("acb", Order(servers));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("abc", Order(servers));
    }

    [Fact]
    public void What_a_server_can_is_asked_once_until_it_fails()
    {
        var servers = new LdapServers(_uris, _time);
        Assert.True(servers.HasPolicy(_uris[0], () => true));
        Assert.True(servers.HasPolicy(_uris[0], () => false));
        Assert.False(servers.HasPolicy(_uris[1], () => false));
        servers.Failed(_uris[0]);
        Assert.False(servers.HasPolicy(_uris[0], () => false));
    }

    private static string Order(LdapServers servers) => string.Concat(servers.InTurn().Select(u => u.Host));
}
