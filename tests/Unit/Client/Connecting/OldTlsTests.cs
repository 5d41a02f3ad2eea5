using Restante.Client.Connecting;

namespace Restante.Unit.Client.Connecting;

public sealed class OldTlsTests
{
    [Theory]
    [InlineData("1603010031020000" + "2d0301", "TLS 1.0")]
    [InlineData("1603020031020000" + "2d0302", "TLS 1.1")]
    [InlineData("1603000031020000" + "2d0300", "SSL 3.0")]
    [InlineData("1603030031020000" + "2d0303", null)]
    [InlineData("15030100020246", null)]
    [InlineData("160301", null)]
    [InlineData("2b4f4b20726561647921210d0a", null)]
    public void A_version_is_read_from_a_servers_first_words(string answer, string? version) =>
        Assert.Equal(version, OldTls.VersionOf(Convert.FromHexString(answer)));

    [Theory]
    [InlineData("15030100020246", true)]
    [InlineData("15030300020228", false)]
    [InlineData("1503", false)]
    public void An_alert_about_versions_is_known(string answer, bool isOne) => Assert.Equal(isOne, OldTls.IsVersionAlert(Convert.FromHexString(answer)));
}
