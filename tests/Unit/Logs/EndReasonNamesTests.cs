using Restante.Logs;

namespace Restante.Unit.Logs;

public sealed class EndReasonNamesTests
{
    [Theory]
    [InlineData(EndReason.None, "none")]
    [InlineData(EndReason.Quit, "quit")]
    [InlineData(EndReason.ClientClosed, "client-closed")]
    [InlineData(EndReason.IdleTimeout, "idle-timeout")]
    [InlineData(EndReason.LoginTimeout, "login-timeout")]
    [InlineData(EndReason.WriteTimeout, "write-timeout")]
    [InlineData(EndReason.TooManyErrors, "too-many-errors")]
    [InlineData(EndReason.TooManyFailures, "too-many-failures")]
    [InlineData(EndReason.WrongProtocol, "wrong-protocol")]
    [InlineData(EndReason.TlsFailed, "tls-failed")]
    [InlineData(EndReason.StlsInjection, "stls-injection")]
    [InlineData(EndReason.Refused, "refused")]
    [InlineData(EndReason.MessageBroken, "message-broken")]
    [InlineData(EndReason.LeaseLost, "lease-lost")]
    [InlineData(EndReason.Shutdown, "shutdown")]
    [InlineData(EndReason.InternalError, "internal-error")]
    public void A_reason_has_the_name_that_scripts_know(EndReason reason, string name) => Assert.Equal(name, reason.Name());

    [Fact]
    public void Every_reason_has_its_own_name() =>
        Assert.Equal(Enum.GetValues<EndReason>().Length, Enum.GetValues<EndReason>().Select(r => r.Name()).Distinct().Count());
}
