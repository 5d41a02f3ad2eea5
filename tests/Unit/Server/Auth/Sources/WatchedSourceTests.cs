using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.Sources;

public sealed class WatchedSourceTests
{
    private readonly ManualTime _time = new();
    private readonly RecordingLog _log = new();
    private readonly FixedVerifier _directory = new("ldap", ("ann", "secret"));
    private readonly WatchedSource _watched;

    public WatchedSourceTests() => _watched = new WatchedSource(_directory, _time, _log);

    [Fact]
    public async Task It_is_logged_once_when_it_goes_down_and_once_when_it_is_back()
    {
        await UpAsync();
        _directory.Down = true;
        for (var i = 0; i < 10; i++)
        {
            await DownAsync();
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        _directory.Down = false;
        _time.Advance(TimeSpan.FromSeconds(30));
        await UpAsync();
        await UpAsync();
        Assert.Equal(["source-down session=- source=ldap reason=connection refused", "source-up session=- source=ldap seconds=60"], _log.Lines);
    }

    [Fact]
    public async Task Pauses_between_tries_double_up_to_half_a_minute()
    {
        _directory.Down = true;
        await DownAsync();
        foreach (var pause in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            var asked = _directory.Asked;
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            await DownAsync();
            Assert.Equal(asked, _directory.Asked);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await DownAsync();
            Assert.Equal(asked + 1, _directory.Asked);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_an_answer()
    {
        using var wrong = new Secret("wrong"u8);
        Assert.IsType<PasswordVerdict.Wrong>(await _watched.VerifyAsync("ann", wrong, null, default));
        Assert.Empty(_log.Lines);
    }

    private async Task UpAsync()
    {
        using var secret = new Secret("secret"u8);
        Assert.Equal(new PasswordVerdict.Right("ann"), await _watched.VerifyAsync("ann", secret, null, default));
    }

    private async Task DownAsync()
    {
        using var secret = new Secret("secret"u8);
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await _watched.VerifyAsync("ann", secret, null, default));
    }
}
