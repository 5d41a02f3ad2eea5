using System.Net;
using System.Text;
using Restante.Server.Config;

namespace Restante.Unit.Server.Config;

public sealed class ConfigurationTests
{
    private static readonly ConfigSources Sources = new() { File = "/etc/restante/restante.json", WorkingDirectory = "/srv", Hostname = "pop-01" };

    [Fact]
    public void An_empty_file_means_the_defaults()
    {
        var options = Sound("{}").Options;

        Assert.Equal("pop-01", options.Hostname);
        Assert.Equal("/srv/restante-data", options.DataDirectory);
        Assert.Equal("/srv/restante-data/mail/{user}/Maildir", options.Mail.Maildir);
        Assert.Equal("/srv/restante-data/users", options.Users.File);
        Assert.Equal("/srv/restante-data/tls/key.pem", options.Tls!.Key);
        Assert.True(options.Tls.SelfSigned);
        Assert.Equal(["127.0.0.1:1110", "127.0.0.1:1995"], options.Listen.Select(l => l.Address.ToString()));
        Assert.Equal(TimeSpan.FromMinutes(10), options.Limits.Idle);
    }

    [Fact]
    public void The_whole_example_of_the_manual_is_read()
    {
        var options = Sound("""
            {
              "hostname": "pop-01.example.com",              // in the greeting
              "data": "/var/lib/restante",
              "listen": [
                { "protocol": "pop3",  "address": "0.0.0.0:110" },
                { "protocol": "pop3s", "address": "[::1]:995" },
                { "protocol": "pop3",  "address": "10.0.0.5:1110", "proxyFrom": ["10.0.0.0/8", "192.0.2.7"] }, /* HAProxy */
                { "protocol": "pop3",  "address": "unix:run/pop3" },
                { "protocol": "pop3s", "address": "systemd:pop3s" },
              ],
              "tls":   { "certificate": "fullchain.pem", "key": "../privkey.pem", "minimum": "1.3", "more": [{ "certificate": "other.pem", "key": "/etc/other.key" }] },
              "mail":  { "maildir": "/var/mail/{domain}/{local}" },
              "auth":  { "mechanisms": ["SCRAM-SHA-256"], "cleartext": "never", "apop": false },
              "limits": { "idle": "1h30m", "login": "90s", "sessions": 5, "sessionsPerAddress": 2 },
              "log":   { "format": "json", "transcript": ["ann", "192.0.2.7"] },
            }
            """).Options;

        Assert.Equal("/var/lib/restante/users", options.Users.File);
        Assert.Equal("/etc/restante/fullchain.pem", options.Tls!.Certificate);
        Assert.Equal("/etc/privkey.pem", options.Tls.Key);
        Assert.False(options.Tls.SelfSigned);
        Assert.Equal([new CertificateFiles("/etc/restante/other.pem", "/etc/other.key")], options.Tls.More);
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.7/32")], options.Listen[2].ProxyFrom);
        Assert.Equal(new ListenAddress.Unix("/etc/restante/run/pop3"), options.Listen[3].Address);
        Assert.Equal(new ListenAddress.Systemd("pop3s"), options.Listen[4].Address);
        Assert.Equal(TimeSpan.FromMinutes(90), options.Limits.Idle);
        Assert.Equal(CleartextLogin.Never, options.Auth.Cleartext);
        Assert.Equal(["ann", "192.0.2.7"], options.Log.Transcript);
    }

    [Fact]
    public void Every_fault_is_reported_at_once_and_in_its_place()
    {
        var problems = Read("""
            {
              "hostnam": "x",
              "listen": [ { "protocol": "pop4", "address": "1.2.3.4" } ],
              "idle": "10m",
              "limits": { "idle": "10x", "sessions": "5" }
            }
            """).Problems;

        Assert.Equal(
            [(2, 3, "hostnam"), (3, 29, "listen[0].protocol"), (3, 48, "listen[0].address"), (4, 3, "idle"), (5, 23, "limits.idle"), (5, 42, "limits.sessions")],
            problems.Select(p => (p.Line, p.Column, p.Key)));
        Assert.Equal("/etc/restante/restante.json:2:3: error: hostnam: is not a setting; did you mean hostname?", problems[0].ToString());
        Assert.Equal("did you mean limits.idle?", problems[3].Advice);
    }

    [Theory]
    [InlineData("""{ "limits": { "idle": 600 } }""", "limits.idle", "in quotes")]
    [InlineData("""{ "limits": { "idle": "25h" } }""", "limits.idle", "out of range")]
    [InlineData("""{ "limits": { "idle": "" } }""", "limits.idle", "not a duration")]
    [InlineData("""{ "limits": { "idle": "30s10m" } }""", "limits.idle", "not a duration")]
    [InlineData("""{ "limits": { "sessions": 99999999999999999999 } }""", "limits.sessions", "out of range")]
    [InlineData("""{ "limits": { "sessions": 1.5 } }""", "limits.sessions", "not a whole number")]
    [InlineData("""{ "limits": { "sessions": 0 } }""", "limits.sessions", "out of range")]
    [InlineData("""{ "limits": [] }""", "limits", "takes an object, not an array")]
    [InlineData("""{ "data": null }""", "data", "not null")]
    [InlineData("""{ "data": "~/mail" }""", "data", "only to a shell")]
    [InlineData("""{ "hostname": "<pop@example>" }""", "hostname", "not a host name")]
    [InlineData("""{ "mail": { "maildir": "/var/mail" } }""", "mail.maildir", "share one Maildir")]
    [InlineData("""{ "mail": { "maildir": "/var/mail/{domain}" } }""", "mail.maildir", "share one Maildir")]
    [InlineData("""{ "mail": { "maildir": "/var/mail/{usr}" } }""", "mail.maildir", "{usr} is no placeholder")]
    [InlineData("""{ "auth": { "mechanisms": ["PLAIN", "SCRAM-SHA256"] } }""", "auth.mechanisms[1]", "not a mechanism")]
    [InlineData("""{ "auth": { "mechanisms": "PLAIN" } }""", "auth.mechanisms", "takes an array")]
    [InlineData("""{ "auth": { "cleartext": "yes" } }""", "auth.cleartext", "not a choice")]
    [InlineData("""{ "auth": { "apop": "true" } }""", "auth.apop", "true or false")]
    [InlineData("""{ "tls": { "certificate": "c.pem" } }""", "tls.certificate", "no tls.key")]
    [InlineData("""{ "tls": { "key": "k.pem" } }""", "tls.key", "no tls.certificate")]
    [InlineData("""{ "tls": { "minimum": "1.1" } }""", "tls.minimum", "not a TLS version")]
    [InlineData("""{ "tls": null }""", "tls", "needs a certificate")]
    [InlineData("""{ "tls": null, "listen": [{ "protocol": "pop3s", "address": "1.2.3.4:5" }] }""", "listen[0].protocol", "needs a certificate")]
    [InlineData("""{ "listen": [] }""", "listen", "nobody could connect")]
    [InlineData("""{ "listen": [{ "protocol": "pop3" }] }""", "listen[0].address", "is missing")]
    [InlineData("""{ "listen": [{ "protocol": "pop3", "address": "0.0.0.0:110" }, { "protocol": "pop3s", "address": "127.0.0.1:110" }] }""", "listen[1].address", "taken by listen[0]")]
    [InlineData("""{ "listen": [{ "protocol": "pop3", "address": "[::]:110" }, { "protocol": "pop3", "address": "127.0.0.1:110" }] }""", "listen[1].address", "taken by listen[0]")]
    [InlineData("""{ "listen": [{ "protocol": "pop3", "address": "unix:a" }, { "protocol": "pop3", "address": "unix:./a" }] }""", "listen[1].address", "taken by listen[0]")]
    [InlineData("""{ "listen": [{ "protocol": "pop3", "address": "unix:/a", "proxyFrom": ["10.0.0.0/8"] }] }""", "listen[0].proxyFrom", "no address")]
    [InlineData("""{ "listen": [{ "protocol": "pop3", "address": "1.2.3.4:5", "proxyFrom": ["10.0.0.5/8"] }] }""", "listen[0].proxyFrom[0]", "names a host and a network")]
    [InlineData("""{ "listen": [{ "protocol": "pop3", "address": "1.2.3.4:5", "proxyFrom": ["10.0.0.0/33"] }] }""", "listen[0].proxyFrom[0]", "not a network")]
    [InlineData("""{ "tls": { "more": {} } }""", "tls.more", "takes an array of objects")]
    [InlineData("""{ "tls": { "more": ["a.pem"] } }""", "tls.more[0]", "takes an object")]
    [InlineData("""{ "tls": { "more": [{ "certificate": "a.pem" }] } }""", "tls.more[0].key", "is missing")]
    [InlineData("""{ "tls": { "more": [{ "certificate": "a.pem", "key": "a.key", "names": [] }] } }""", "tls.more[0].names", "not a setting")]
    [InlineData("""{ "data": "a", "data": "b" }""", "data", "set twice")]
    [InlineData("""{ "limits": { "errors": 3, "errors": 4 } }""", "limits.errors", "set twice")]
    [InlineData("""{ "data": "\ud800" }""", "data", "surrogate")]
    public void A_fault_is_named_with_its_key(string json, string key, string message)
    {
        var configuration = Read(json);

        Assert.False(configuration.IsSound);
        Assert.Contains(configuration.Problems, p => p.Key == key && p.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n  \"data\" \"x\"\n}", 2, 10)]
    [InlineData("[]", 1, 1)]
    [InlineData("{} {}", 1, 4)]
    public void A_text_that_is_no_JSON_object_is_one_fault(string json, int line, int column)
    {
        var problem = Assert.Single(Read(json).Problems);

        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Fact]
    public void Octets_that_are_not_UTF_8_are_a_fault()
    {
        Assert.Contains("UTF-8", Assert.Single(Configuration.Parse([0x7B, 0xFF, 0x7D], Sources).Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "limits": { "idle": "5m" } }""", "limits.idle")]
    [InlineData("""{ "limits": { "sessions": 5 } }""", "limits.sessionsPerAddress")]
    [InlineData("""{ "auth": { "cleartext": "always" } }""", "auth.cleartext")]
    [InlineData("""{ "listen": [{ "protocol": "pop3", "address": "1.2.3.4:5", "proxyFrom": [] }] }""", "listen[0].proxyFrom")]
    [InlineData("""{ "auth": { "apop": true } }""", "auth.apop")]
    [InlineData("""{ "auth": { "mechanisms": ["PLAIN", "CRAM-MD5", "SCRAM-SHA-1"] } }""", "auth.mechanisms")]
    [InlineData("""{ "auth": { "mechanisms": ["DIGEST-MD5"] } }""", "auth.mechanisms")]
    public void What_works_but_is_hardly_meant_is_a_warning(string json, string key)
    {
        var configuration = Read(json);

        Assert.True(configuration.IsSound);
        Assert.Equal(key, Assert.Single(configuration.Problems).Key);
    }

    [Fact]
    public void The_environment_wins_over_the_file_and_a_flag_over_both()
    {
        var sources = Sources with
        {
            Data = "by-flag",
            Environment = new Dictionary<string, string>
            {
                ["RESTANTE__DATA"] = "by-environment",
                ["RESTANTE__USERS__FILE"] = "users",
                ["RESTANTE__LIMITS__SESSIONSPERADDRESS"] = "7",
                ["RESTANTE__AUTH__CLEARTEXT"] = "never",
                ["RESTANTE__TLS__MORE__0__CERTIFICATE"] = "other.pem",
                ["RESTANTE__TLS__MORE__0__KEY"] = "other.pem",
                ["RESTANTE__LISTEN__0__ADDRESS"] = "127.0.0.1:0",
                ["RESTANTE__LISTEN__1__PROTOCOL"] = "pop3s",
                ["RESTANTE__LISTEN__1__ADDRESS"] = "127.0.0.1:0",
                ["RESTANTE__LISTEN__1__PROXYFROM__0"] = "10.0.0.0/8",
                ["RESTANTE_OTHER"] = "not ours",
            },
        };
        var options = Sound("""{ "data": "by-file", "listen": [{ "protocol": "pop3", "address": "0.0.0.0:110" }] }""", sources).Options;

        Assert.Equal("/srv/by-flag", options.DataDirectory);
        Assert.Equal("/srv/by-flag/tls/key.pem", options.Tls!.Key);
        Assert.Equal("/srv/users", options.Users.File);
        Assert.Equal(7, options.Limits.SessionsPerAddress);
        Assert.Equal(CleartextLogin.Never, options.Auth.Cleartext);
        Assert.Equal([ListenProtocol.Pop3, ListenProtocol.Pop3s], options.Listen.Select(l => l.Protocol));
        Assert.Equal(["127.0.0.1:0", "127.0.0.1:0"], options.Listen.Select(l => l.Address.ToString()));
        Assert.Single(options.Listen[1].ProxyFrom);
        Assert.Equal([new CertificateFiles("/srv/other.pem", "/srv/other.pem")], options.Tls.More);
    }

    [Theory]
    [InlineData("RESTANTE__LIMITS__IDEL", "10m", "limits.idel", "not a setting")]
    [InlineData("RESTANTE__LIMITS__IDLE", "10q", "limits.idle", "not a duration")]
    [InlineData("RESTANTE__LISTEN__3__ADDRESS", "1.2.3.4:5", "listen[3]", "nor the next one")]
    [InlineData("RESTANTE__AUTH__MECHANISMS", "PLAIN", "auth.mechanisms", "takes an array")]
    [InlineData("RESTANTE__", "x", "", "not a setting")]
    public void A_fault_in_the_environment_names_the_variable(string variable, string value, string key, string message)
    {
        var problem = Assert.Single(Configuration.Parse("{}"u8, Sources with { Environment = new Dictionary<string, string> { [variable] = value } }).Problems);

        Assert.Equal((variable, key), (problem.File, problem.Key));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_can_be_written_into_a_file_and_means_the_same()
    {
        var shown = Sound("""{ "limits": { "idle": "1h30m" }, "log": { "transcript": ["ann"] } }""").Effective();
        var (idle, login) = (shown.Single(s => s.Key == "limits.idle"), shown.Single(s => s.Key == "limits.login"));

        Assert.Equal("\"1h30m\"", idle.Value.ToJsonString());
        Assert.Equal("/etc/restante/restante.json:1:23", idle.Origin!.ToString());
        Assert.Null(login.Origin);
        Assert.Equal("[\"ann\"]", shown.Single(s => s.Key == "log.transcript").Value.ToJsonString());
    }

    [Fact]
    public void Without_TLS_there_is_only_clear_text()
    {
        Assert.Null(Sound("""{ "tls": null, "listen": [{ "protocol": "pop3", "address": "127.0.0.1:110" }] }""").Options.Tls);
    }

    private static Configuration Sound(string json, ConfigSources? sources = null)
    {
        var configuration = Read(json, sources);
        Assert.Empty(configuration.Problems);
        return configuration;
    }

    private static Configuration Read(string json, ConfigSources? sources = null) =>
        Configuration.Parse(Encoding.UTF8.GetBytes(json), sources ?? Sources);
}
