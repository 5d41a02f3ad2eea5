using System.Net;
using System.Text;
using Restante.Server.Auth;

namespace Restante.Unit.Server.Auth;

public sealed class PasswordTableTests
{
    [Fact]
    public void Lines_of_Dovecot_of_two_fields_and_of_shadow_stand_side_by_side()
    {
        var table = Parse("""
            # the staff
            ann:{PLAIN}pencil:1000:1000::/home/ann:/bin/false:userdb_mail=maildir:~/Mail allow_nets=10.0.0.0/8,2001:db8::/32

            bob@example.com:{PLAIN}pen
            carl:$5$abcdefgh$2fBC4A6a5zMUaFynrzCXz1gz3QtUtBsVxjmcncJUE67:19000:0:99999:7:::
            dora:!:19000:0:99999:7::18000:
            """);

        Assert.Empty(table.Faults);
        Assert.Equal(["ann", "bob@example.com", "carl", "dora"], table.Entries.Select(e => e.Name));
        Assert.Equal("maildir:~/Mail", table.Find("ann")!.Extra["userdb_mail"]);
        Assert.Equal(2, table.Find("ann")!.AllowedNetworks.Count);
        Assert.True(table.Find("carl")!.Secret.Verify("pencil"u8));
        Assert.True(table.Find("dora")!.Secret.IsLocked);
        Assert.Equal(2, table.Find("ann")!.Line);
    }

    [Theory]
    [InlineData("ann:{PLAIN}pencil::::::nologin")]
    [InlineData("ann:{PLAIN}pencil::::::pop3=no")]
    [InlineData("ann:!")]
    public void A_closed_account_promises_no_mechanism(string line) => Assert.Equal(SecretUses.None, Parse(line + "\n").Uses);

    [Fact]
    public void A_colon_too_many_is_a_fault_and_opens_no_closed_account()
    {
        var fault = Assert.Single(Parse("ann:{PLAIN}pencil:::::/home/ann::nologin\n").Faults);

        Assert.Contains("colon", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_match_exactly()
    {
        var table = Parse("ann:{PLAIN}pencil\n");

        Assert.NotNull(table.Find("ann"));
        Assert.Null(table.Find("Ann"));
        Assert.Null(table.Find("ann "));
        Assert.Null(table.Find(""));
    }

    [Fact]
    public void Every_fault_is_reported_with_its_line()
    {
        var table = Parse("ann:{PLAIN}a\nnonsense\nbob:clear\nann:{PLAIN}b\n../x:{PLAIN}c\ncarl:{PLAIN}d::::::allow_nets=everywhere\n:{PLAIN}e\r\n");

        Assert.Equal([2, 3, 4, 5, 6, 7], table.Faults.Select(f => f.Line));
        Assert.Contains("line 1 already", table.Faults[2].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("userdb_mail=maildir:~/Mail", true, false, false)]
    [InlineData("nopop3", false, false, false)]
    [InlineData("pop3=no", false, false, false)]
    [InlineData("userdb_pop3=n", false, false, false)]
    [InlineData("pop3=yes nopop3=no", true, false, false)]
    [InlineData("tls=required", true, true, false)]
    [InlineData("tls=optional readonly", true, false, true)]
    public void Extra_fields_say_what_an_account_may_do(string fields, bool pop, bool tls, bool readOnly)
    {
        var rules = Parse($"ann:{{PLAIN}}a::::::{fields}\n").Find("ann")!.Rules;
        Assert.Equal((pop, tls, readOnly), (rules.Pop, rules.TlsRequired, rules.ReadOnly));
    }

    [Theory]
    [InlineData("pop3=never")]
    [InlineData("readonly=perhaps")]
    [InlineData("tls=require")]
    public void A_restriction_that_cannot_be_read_is_a_fault(string fields) =>
        Assert.Single(Parse($"ann:{{PLAIN}}a::::::{fields}\n").Faults);

    [Fact]
    public void Octets_that_are_not_UTF_8_are_a_fault_of_their_line()
    {
        var table = PasswordTable.Parse([.. "ann:{PLAIN}a\nb"u8, 0xFF, .. ":{PLAIN}x\n"u8]);

        Assert.Equal(2, Assert.Single(table.Faults).Line);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_do_no_harm()
    {
        var table = Parse("\uFEFFann:{PLAIN}pencil\r\nbob:{PLAIN}pen\r\n");

        Assert.Empty(table.Faults);
        Assert.True(table.Find("ann")!.Secret.Verify("pencil"u8));
    }

    [Fact]
    public void An_account_is_closed_by_nologin_and_on_the_day_that_shadow_names()
    {
        var table = Parse("ann:{PLAIN}a::::::nologin\nbob:!:19000:0:99999:7::20000:\n");

        Assert.True(table.Find("ann")!.IsDisabled(new DateOnly(2026, 1, 1)));
        Assert.False(table.Find("bob")!.IsDisabled(new DateOnly(2024, 10, 3)));
        Assert.True(table.Find("bob")!.IsDisabled(new DateOnly(2024, 10, 4)));
    }

    [Fact]
    public void The_decoy_is_of_the_scheme_that_most_entries_have()
    {
        var table = Parse("""
            ann:{SSHA}O/5uoR8n9JnM83HXBJ3vKT25YyZOTrlZ
            bob:{PLAIN}pencil
            carl:{SSHA}O/5uoR8n9JnM83HXBJ3vKT25YyZOTrlZ
            dora:*
            """);

        Assert.Equal("SSHA", table.Decoy.Scheme);
        Assert.False(table.Decoy.Verify("pencil"u8));
        Assert.Equal("SCRAM-SHA-256", Parse("").Decoy.Scheme);
    }

    [Theory]
    [InlineData("everywhere")]
    [InlineData("local")]
    [InlineData("")]
    [InlineData("10.0.0.0/8,")]
    [InlineData("10/8")]
    public void A_restriction_that_cannot_be_read_is_a_fault_and_not_left_out(string networks)
    {
        Assert.Single(Parse($"ann:{{PLAIN}}a::::::allow_nets={networks}").Faults);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData(null, false)]
    public void A_user_with_allow_nets_logs_in_from_those_networks_only(string? client, bool allowed)
    {
        var entry = Parse("ann:{PLAIN}a::::::allow_nets=10.9.9.9/8,2001:db8::/32").Find("ann")!;
        var credential = new Credential(entry.Name, entry.Secret, Disabled: false) { AllowedNetworks = entry.AllowedNetworks };

        Assert.Equal(allowed, credential.MayLogInFrom(client is null ? null : IPAddress.Parse(client)));
    }

    private static PasswordTable Parse(string text) => PasswordTable.Parse(Encoding.UTF8.GetBytes(text));
}
