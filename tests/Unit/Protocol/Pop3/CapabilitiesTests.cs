using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class CapabilitiesTests
{
    private static readonly string[] Always = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "UTF8 USER", "LANG"];

    [Fact]
    public void Before_login_it_names_what_would_be_accepted_now() => Assert.Equal(
        [.. Always, "STLS", "USER", "SASL PLAIN LOGIN", "IMPLEMENTATION x"],
        new Capabilities(Stls: true, User: true, ["PLAIN", "LOGIN"], LoggedIn: false).Lines("x"));

    [Fact]
    public void Where_a_secret_may_not_pass_no_way_to_send_it_is_named() => Assert.Equal(
        [.. Always, "STLS", "IMPLEMENTATION x"], new Capabilities(Stls: true, User: false, [], LoggedIn: false).Lines("x"));

    [Fact]
    public void After_login_no_way_to_log_in_is_named() => Assert.Equal(
        [.. Always, "IMPLEMENTATION x"], new Capabilities(Stls: true, User: true, ["PLAIN"], LoggedIn: true).Lines("x"));
}
