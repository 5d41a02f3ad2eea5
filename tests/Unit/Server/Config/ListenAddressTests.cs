using Restante.Server.Config;

namespace Restante.Unit.Server.Config;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:110", "127.0.0.1:110")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("[::]:995", "[::]:995")]
    [InlineData("[2001:db8::1]:65535", "[2001:db8::1]:65535")]
    [InlineData("unix:/run/pop3", "unix:/run/pop3")]
    [InlineData("unix:pop3", "unix:/base/pop3")]
    [InlineData("systemd:pop3", "systemd:pop3")]
    public void An_address_is_read_and_written(string text, string written)
    {
        Assert.True(ListenAddress.TryParse(text, "/base", out var address, out _));
        Assert.Equal(written, address.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:110")]
    [InlineData("::1", "[::1]:110")]
    [InlineData("localhost:110", "127.0.0.1")]
    [InlineData("*:110", "0.0.0.0")]
    [InlineData(":110", "0.0.0.0")]
    [InlineData("110", "write")]
    [InlineData("1:110", "write")]
    [InlineData("127.0.0.1:65536", "port")]
    [InlineData("127.0.0.1:-1", "port")]
    [InlineData("127.0.0.1:", "port")]
    [InlineData("pop.example.com:110", "write")]
    [InlineData("unix:", "unix:/path")]
    [InlineData("systemd:", "FileDescriptorName")]
    public void A_slip_is_answered_with_what_to_write(string text, string advice)
    {
        Assert.False(ListenAddress.TryParse(text, "/base", out _, out var given));
        Assert.Contains(advice, given, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_path_that_bind_would_refuse_is_refused_here()
    {
        Assert.False(ListenAddress.TryParse("unix:/" + new string('a', 107), "/base", out _, out var advice));
        Assert.Contains("107", advice, StringComparison.Ordinal);
    }
}
