using System.Net;
using System.Security.Authentication;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Transport;

public sealed class TlsUpgradeTests
{
    [Theory]
    [InlineData("1603010005" + "0200000100")]
    [InlineData("1603010005" + "0b00000100")]
    [InlineData("1603010005" + "0100000100")]
    [InlineData("1603010005" + "ff00ffffff")]
    [InlineData("1503010002" + "0228")]
    [InlineData("1703010005" + "0100000100")]
    [InlineData("80050100000100")]
    [InlineData("160301000a" + "01000006030300000000")]
    public async Task Whatever_comes_in_place_of_a_handshake_is_a_failure_in_words_and_no_defect(string octets)
    {
        var connection = new PipeConnection(new IPEndPoint(IPAddress.Loopback, 50_000));
        await connection.Client.Output.WriteAsync(Convert.FromHexString(octets));
        await connection.Client.Output.CompleteAsync();
        var certificate = TestCertificate.Make();
        var upgrade = new TlsUpgrade(_ => certificate, SslProtocols.Tls12 | SslProtocols.Tls13);

        var outcome = await upgrade.AuthenticateAsync(connection.Transport, TimeSpan.FromSeconds(60), TimeProvider.System, CancellationToken.None);
        Assert.Null(outcome.Connection);
        Assert.NotEqual("", outcome.Failure);
    }
}
