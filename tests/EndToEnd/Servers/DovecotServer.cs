using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Servers;

/// <summary>
/// Debian's Dovecot with a configuration of its own, on free ports, below a temp folder. It is here to prove the client
/// tests: what fails against both servers is the test's fault. Needs root, as Dovecot does.
/// </summary>
internal sealed class DovecotServer : IPop3ServerUnderTest
{
    /// <summary>nobody: Dovecot refuses to read mail as root.</summary>
    private const uint MailOwner = 65534;

    private readonly ScratchFolder _folder;
    private readonly Daemon _daemon;
    private readonly UserPool _users;

    private DovecotServer(ScratchFolder folder, Daemon daemon, int[] ports, LoopbackCertificate certificate, UserPool users)
    {
        _folder = folder;
        _daemon = daemon;
        _users = users;
        PlainPort = ports[0];
        TlsPort = ports[1];
        CertificateFile = certificate.CertificateFile;
    }

    public int PlainPort { get; }

    public int TlsPort { get; }

    /// <summary>No: where the last line has no end, RETR sends two octets more than LIST says.</summary>
    public bool SizesAreExact => false;

    public string CertificateFile { get; }

    public string Output => _daemon.Output + (File.Exists(_folder["dovecot.log"]) ? File.ReadAllText(_folder["dovecot.log"]) : "");

    public static async Task<DovecotServer> StartAsync()
    {
        var folder = new ScratchFolder("dovecot");
        var ports = FreePorts.Take(2);
        var certificate = LoopbackCertificate.Make(folder.Path);
        var mail = folder.MakeFolder("mail");
        Posix.GiveTo(mail, MailOwner, MailOwner);
        var users = new UserPool(mail, MailOwner);
        await File.WriteAllTextAsync(folder["users"], UserPool.PasswdFile(afterPassword: "::::::"));
        await File.WriteAllTextAsync(folder["dovecot.conf"], Configuration(folder, ports, certificate));

        var daemon = Daemon.Start("dovecot", ["-F", "-c", folder["dovecot.conf"]], folder.Path);
        var server = new DovecotServer(folder, daemon, ports, certificate, users);
        try
        {
            await Eventually.TrueAsync(() => server.AnswersAsync(), Eventually.Limit, "Dovecot's greeting");
            return server;
        }
        catch (Exception e)
        {
            var output = server.Output;
            await server.DisposeAsync();
            throw new InvalidOperationException($"Dovecot did not start: {output}", e);
        }
    }

    public MailUser NextUser() => _users.Next();

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync() =>
        !_daemon.HasEnded ? await RawPop3.AnswersAsync(PlainPort) : throw new InvalidOperationException("it ended");

    private static string Configuration(ScratchFolder folder, int[] ports, LoopbackCertificate certificate) => $$"""
        base_dir = {{folder["run"]}}
        instance_name = restante-tests-{{ports[0]}}
        log_path = {{folder["dovecot.log"]}}
        protocols = pop3
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <{{certificate.CertificateFile}}
        ssl_key = <{{certificate.KeyFile}}
        disable_plaintext_auth = no
        auth_mechanisms = plain login scram-sha-256 scram-sha-1 cram-md5 digest-md5 apop
        auth_failure_delay = 0
        mail_location = maildir:{{folder["mail"]}}/%u/Maildir
        mail_max_userip_connections = 100
        first_valid_uid = 1
        passdb {
          driver = passwd-file
          args = {{folder["users"]}}
        }
        userdb {
          driver = static
          args = uid={{MailOwner}} gid={{MailOwner}} home={{folder["mail"]}}/%u
        }
        service pop3-login {
          inet_listener pop3 {
            port = {{ports[0]}}
          }
          inet_listener pop3s {
            port = {{ports[1]}}
            ssl = yes
          }
        }

        """;
}
