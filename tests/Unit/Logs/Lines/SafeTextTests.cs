using System.Text;
using Restante.Logs.Lines;

namespace Restante.Unit.Logs.Lines;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("b\u00e4r \u65e5", "b\u00e4r \u65e5")]
    [InlineData("\x1b[31mred", @"\x1b[31mred")]
    [InlineData("a\u202eb\u009bc", @"a\x202eb\x9bc")]
    [InlineData("DOMAIN\\ann", "DOMAIN\\ann")]
    public void Nothing_that_moves_a_terminal_is_left(string text, string expected) =>
        Assert.Equal(expected, SafeText.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Octets_that_are_no_UTF8_are_shown_as_such() => Assert.Equal(@"b\xe4r", SafeText.Of([(byte)'b', 0xe4, (byte)'r']));

    [Fact]
    public void A_name_is_one_string_and_another_name_in_its_place_is_another()
    {
        var names = new NameTable();
        Assert.Same(names["ann"u8], names["ann"u8]);
        for (var i = 0; i < 100_000; i++)
        {
            var name = $"user{i}@example.org";
            Assert.Equal(name, names[Encoding.ASCII.GetBytes(name)]);
        }
    }

    [Fact]
    public void The_names_of_a_big_server_stay_one_string_each()
    {
        var names = new NameTable();
        var all = Enumerable.Range(0, 20_000).Select(i => Encoding.ASCII.GetBytes($"user{i}@example.org")).ToList();
        var first = all.Select(n => names[n]).ToList();
        Assert.True(all.Where((n, i) => ReferenceEquals(names[n], first[i])).Count() > 19_000);
    }

    [Theory]
    [InlineData("  curl -u 'demo:my-secret' pop3://127.0.0.1/1", "  curl -u 'demo:****' pop3://127.0.0.1/1")]
    [InlineData("curl --user demo:secret pop3s://h/", "curl --user demo:**** pop3s://h/")]
    [InlineData("get pop3://ann:secret@pop.example.com/1", "get pop3://ann:****@pop.example.com/1")]
    [InlineData("C: PASS my secret", "C: PASS ****")]
    [InlineData("pass my secret", "pass ****")]
    [InlineData("C: AUTH PLAIN AGFubgBzZWNyZXQ=", "C: AUTH PLAIN ****")]
    [InlineData("> AGFubgBzZWNyZXQ=", "> ****")]
    [InlineData("apop ann c4c9334bac560ecc979e58001b3e22fb", "apop ann ****")]
    [InlineData("given password: secret", "given password: ****")]
    [InlineData("user=ann password=secret x=1", "user=ann password=**** x=1")]
    [InlineData("{\"password\": \"secret\"}", "{\"password\": \"****\"}")]
    [InlineData("RETR 1 by ann", "RETR 1 by ann")]
    public void Secrets_in_lines_that_nobody_understands_are_blanked(string line, string expected) =>
        Assert.Equal(expected, SecretWords.Blank(Encoding.ASCII.GetBytes(line)));
}
