using Restante.Protocol.Pop3;
using Restante.Server.Auth;

namespace Restante.Unit.Protocol.Pop3;

public sealed class CapabilitiesTests
{
    private static readonly string[] Always = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "UTF8 USER", "LANG"];

    [Fact]
    public void Before_login_it_names_what_would_be_accepted_now() => Assert.Equal(
        [.. Always, "STLS", "USER", "SASL PLAIN LOGIN", "IMPLEMENTATION x"],
        new Capabilities(Stls: true, User: true, ["PLAIN", "LOGIN"]).Lines("x"));

    [Fact]
    public void Where_a_secret_may_not_pass_no_way_to_send_it_is_named() => Assert.Equal(
        [.. Always, "STLS", "IMPLEMENTATION x"], new Capabilities(Stls: true, User: false, []).Lines("x"));

    /// <summary>RFC 2449 §5: 512 octets with CRLF.</summary>
    [Fact]
    public void No_line_is_too_long_with_every_mechanism_that_there_is() => Assert.All(
        new Capabilities(Stls: true, User: true, [.. MechanismTable.All.Select(m => m.Name)]).Lines("Restante-" + new string('x', 100)),
        line => Assert.InRange(line.Length + 2, 1, 512));

    [Fact]
    public void Where_TLS_cannot_begin_it_is_not_named() => Assert.Equal(
        [.. Always, "USER", "SASL PLAIN", "IMPLEMENTATION x"], new Capabilities(Stls: false, User: true, ["PLAIN"]).Lines("x"));
}
