using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Server.Auth.Sources.Ldap;

namespace Restante.Unit.Server.Auth.Sources.Ldap;

public sealed class LdapVerdictTests
{
    [Theory]
    [InlineData(0, null, typeof(PasswordVerdict.Right))]
    [InlineData(0, 0, typeof(PasswordVerdict.Right))]
    [InlineData(0, 2, typeof(PasswordVerdict.Closed))]
    [InlineData(49, null, typeof(PasswordVerdict.Wrong))]
    [InlineData(49, 0, typeof(PasswordVerdict.Closed))]
    [InlineData(49, 1, typeof(PasswordVerdict.Closed))]
    [InlineData(48, null, typeof(PasswordVerdict.Wrong))]
    [InlineData(19, null, typeof(PasswordVerdict.Closed))]
    [InlineData(50, null, typeof(PasswordVerdict.Closed))]
    [InlineData(53, null, typeof(PasswordVerdict.Closed))]
    [InlineData(10, null, typeof(PasswordVerdict.Unknown))]
    [InlineData(32, null, typeof(PasswordVerdict.Unknown))]
    [InlineData(34, null, typeof(PasswordVerdict.Unknown))]
    public void What_an_answer_means(int code, int? policy, Type verdict) =>
        Assert.IsType(verdict, LdapVerdict.Of(new LdapAnswer((LdapCode)code, "", (PolicyError?)policy), known: true, "ann"));

    [Fact]
    public void By_a_pattern_alone_a_stranger_looks_like_a_wrong_password() =>
        Assert.IsType<PasswordVerdict.Unknown>(LdapVerdict.Of(new LdapAnswer(LdapCode.InvalidCredentials), known: false, "ann"));

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(80)]
    [InlineData(4711)]
    public void What_says_nothing_of_the_user_is_an_outage(int code) =>
        Assert.Contains("(words)", Assert.Throws<CredentialStoreException>(() => LdapVerdict.Of(new LdapAnswer((LdapCode)code, "words"), known: true, "ann")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("3003810101", 1)]
    [InlineData("3003810100", 0)]
    [InlineData("3003810102", 2)]
    [InlineData("3008A003800105810101", 1)]
    [InlineData("3003810106", null)]
    [InlineData("3005A003800105", null)]
    [InlineData("3000", null)]
    [InlineData("", null)]
    [InlineData("30038101", null)]
    [InlineData("0403810101", null)]
    public void The_policys_error_is_read_and_nonsense_passed_over(string octets, int? error) =>
        Assert.Equal((PolicyError?)error, PasswordPolicy.Read(Convert.FromHexString(octets)));
}
