using System.Security.Authentication;
using Restante.Server.Transport;

namespace Restante.Unit.Server.Transport;

public sealed class TlsFailureTests
{
    [Theory]
    [InlineData("error:0A000102:SSL routines::unsupported protocol", "old versions of TLS")]
    [InlineData("error:0A0000C1:SSL routines::no shared cipher", "no cipher in common")]
    [InlineData("error:0A00009C:SSL routines::http request", "speaks HTTP")]
    [InlineData("error:0A00010B:SSL routines::wrong version number", "does not speak TLS")]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca", "does not trust")]
    [InlineData("error:0A000412:SSL routines::ssl/tls alert bad certificate", "refuses the certificate")]
    [InlineData("error:0A000415:SSL routines::sslv3 alert certificate expired", "has expired")]
    [InlineData("error:0A0000EB:SSL routines::no application protocol", "ALPN")]
    public void A_failure_is_told_in_words_wherever_it_lies(string openSsl, string expected)
    {
        var inner = new InvalidOperationException(openSsl);
        Assert.Contains(expected, TlsFailure.InWords(inner), StringComparison.Ordinal);
        Assert.Contains(expected, TlsFailure.InWords(new AuthenticationException("see inner exception", new IOException("x", inner))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_nobody_knows_is_told_by_its_kind()
    {
        Assert.Equal("the client closed during the handshake", TlsFailure.InWords(new IOException("something else")));
        Assert.Equal("the server is shutting down", TlsFailure.InWords(new OperationCanceledException()));
        Assert.Equal("no TLS handshake came", TlsFailure.InWords(new AuthenticationException("something else")));
    }
}
