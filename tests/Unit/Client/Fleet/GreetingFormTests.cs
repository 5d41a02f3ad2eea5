using Restante.Client.Fleet;

namespace Restante.Unit.Client.Fleet;

public sealed class GreetingFormTests
{
    [Theory]
    [InlineData("+OK pop-03 ready", "pop-03", "+OK HOST ready")]
    [InlineData("+OK pop-c POP3 server ready", "pop-c", "+OK HOST POP3 server ready")]
    [InlineData("+OK POP3 mail7.example.com v2007e.104 server ready", "mail7.example.com", "+OK POP3 HOST v2007e.# server ready")]
    [InlineData("+OK Dovecot (Debian) ready. <1a2.1.65.x==@mx3>", "mx3", "+OK Dovecot (Debian) ready. <…>")]
    [InlineData("+OK Hello there. <4711.1795263841@localhost.localdomain>", "localhost.localdomain", "+OK Hello there. <…>")]
    [InlineData("+OK pop3.example.net at Sat, 21 Nov 2026 13:05:17 +0100 (CET)", "pop3.example.net", "+OK HOST at # # # (CET)")]
    [InlineData("+OK POP3 server ready", null, "+OK POP3 server ready")]
    [InlineData("+OK [4711] session 7f3a9c ready", null, "+OK [#] session # ready")]
    public void A_name_and_a_form_are_found(string greeting, string? name, string form) => Assert.Equal(new GreetingForm(form, name), GreetingForm.Of(greeting));
}
