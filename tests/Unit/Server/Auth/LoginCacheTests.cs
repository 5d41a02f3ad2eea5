using System.Text;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth;

public sealed class LoginCacheTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly LoginCache _cache;

    public LoginCacheTests() => _cache = new LoginCache(_time, TimeSpan.FromMinutes(1));

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void A_right_password_is_known_until_its_time_is_over_and_a_hit_does_not_prolong_it()
    {
        Remember("ann", "{PLAIN}secret", "secret");
        Assert.True(Knows("ann", "{PLAIN}secret", "secret"));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(Knows("ann", "{PLAIN}secret", "secret"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(Knows("ann", "{PLAIN}secret", "secret"));
    }

    [Theory]
    [InlineData("ann", "{PLAIN}secret", "Secret")]
    [InlineData("ann", "{PLAIN}changed", "secret")]
    [InlineData("bob", "{PLAIN}secret", "secret")]
    public void Another_password_or_secret_or_user_misses(string user, string stored, string password)
    {
        Remember("ann", "{PLAIN}secret", "secret");
        Assert.False(Knows(user, stored, password));
    }

    [Fact]
    public void A_new_password_takes_the_old_ones_place()
    {
        Remember("ann", "{PLAIN}old", "old");
        Remember("ann", "{PLAIN}new", "new");
        Assert.False(Knows("ann", "{PLAIN}old", "old"));
        Assert.True(Knows("ann", "{PLAIN}new", "new"));
    }

    [Fact]
    public void Switched_off_it_knows_nothing()
    {
        using var off = new LoginCache(_time, TimeSpan.Zero);
        using var password = new Secret("secret"u8);
        off.Remember("ann", Stored("{PLAIN}secret"), password);
        Assert.False(off.Knows("ann", Stored("{PLAIN}secret"), password));
    }

    [Fact]
    public void It_does_not_grow_for_ever_and_keeps_the_youngest()
    {
        for (var i = 0; i < 60_000; i++)
        {
            Remember($"user{i}", "{PLAIN}secret", "secret");
            _time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.False(Knows("user0", "{PLAIN}secret", "secret"));
        Assert.True(Knows("user59999", "{PLAIN}secret", "secret"));
    }

    private void Remember(string user, string stored, string password)
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        _cache.Remember(user, Stored(stored), secret);
    }

    private bool Knows(string user, string stored, string password)
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        return _cache.Knows(user, Stored(stored), secret);
    }

    private static PasswordHash Stored(string text) =>
        PasswordHash.TryParse(text, out var hash, out var fault) ? hash : throw new ArgumentException(fault);
}
