using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Restante.Server.Auth;
using Restante.Server.Config;
using Restante.Server.Hosting;
using Restante.Server.Stores;
using Restante.Server.Transport;

namespace Restante.Cli;

/// <summary>
/// What a server needs and an operator need not make by hand: folders, a certificate, and, where no configuration is
/// given and nobody is there yet, a user to try it with.
/// </summary>
internal sealed class FirstStart(ServerOptions options, TimeProvider time)
{
    private const string Demo = "demo";

    /// <summary>Makes what is missing. Returns the demo user's password, that one time.</summary>
    public async Task<NewPassword?> PrepareAsync(bool withDemo)
    {
        // Only below our own folder: a mail root elsewhere that is missing is a disk that is not mounted.
        var root = options.Mail.Maildir[..options.Mail.Maildir.IndexOf('{', StringComparison.Ordinal)].TrimEnd('/');
        if (root.StartsWith(options.DataDirectory + "/", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (options.Tls is { SelfSigned: true } tls)
        {
            SelfSignedCertificate.Ensure(tls.Certificate, tls.Key, options.Hostname, time);
        }

        return withDemo && !HasUsers() ? await AddDemoAsync() : null;
    }

    /// <summary>Says where it listens and what to do next.</summary>
    public void Print(TextWriter output, NewPassword? demo, IReadOnlyList<ListenOptions> listening)
    {
        foreach (var listen in listening)
        {
            var how = listen.Protocol == ListenProtocol.Pop3s ? "TLS" : options.Tls is null ? "without TLS" : "with STLS";
            output.WriteLine($"POP3 {how} on {listen.Address}");
        }

        output.WriteLine($"users in {options.Users.File}, mail in {options.Mail.Maildir}");
        if (demo is null)
        {
            return;
        }

        output.WriteLine();
        PrintUser(output, demo);
        output.WriteLine();
        output.WriteLine("Try:");
        output.WriteLine($"  curl -u '{Demo}:{demo.Text}' pop3://{Plain(listening)}/        # what is there");
        output.WriteLine($"  curl -u '{Demo}:{demo.Text}' pop3://{Plain(listening)}/1       # the first message");
        output.WriteLine($"  {Self()} user add ann{Data()}");
    }

    /// <summary>The demo user's password, where it was made by this start: also by one that goes no further, for the next will not know it.</summary>
    public static void PrintUser(TextWriter output, NewPassword? demo)
    {
        if (demo is not null)
        {
            output.WriteLine($"user {Demo}, password: {demo.Text}");
        }
    }

    private bool HasUsers() => File.Exists(options.Users.File) && new PasswordFileEditor(options.Users.File, time).List().Count > 0;

    private async Task<NewPassword> AddDemoAsync()
    {
        var password = new NewPassword(PasswordSource.Generate(), IsGenerated: true);
        var store = ServerStores.Open(options, time, NullLogger.Instance);
        var mailbox = MailboxName.TryParse(Demo, out var name) ? name : throw new InvalidOperationException("demo is no mailbox name");
        foreach (var message in Welcome())
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(message));
            await store.DeliverAsync(mailbox, stream, CancellationToken.None);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(options.Users.File)!);
        await new PasswordFileEditor(options.Users.File, time).AddAsync(Demo, PasswordHash.Create(password.Octets), CancellationToken.None);
        return password;
    }

    private static string Plain(IReadOnlyList<ListenOptions> listening) => listening.FirstOrDefault(l => l.Protocol == ListenProtocol.Pop3)?.Address.ToString() ?? "127.0.0.1:1110";

    /// <summary>How this program is called: by its name where the shell would find it, else by its path.</summary>
    private static string Self()
    {
        var path = Environment.ProcessPath ?? "restante";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return folders.Contains(Path.GetDirectoryName(path)) ? Path.GetFileName(path) : path;
    }

    private string Data() => string.Equals(options.DataDirectory, Path.GetFullPath("restante-data"), StringComparison.Ordinal)
        ? ""
        : $" --data {options.DataDirectory}";

    private IEnumerable<string> Welcome()
    {
        yield return Message("Welcome to Restante", $"""
            This is a message in a Maildir, fetched over POP3.

            You are the user "{Demo}". Add one of your own:

                {Self()} user add ann{Data()}

            The server notices within a second; there is no need to restart it.
            """);
        yield return Message("Bring mail in", $"""
            Give the server a message, as a mail server would:

                printf 'Subject: hello\n\nIt works.\n' | {Self()} deliver --user {Demo}{Data()}

            When the command has ended with status 0, the message is on the disk.
            A mail server can also deliver into the Maildir itself:

                {options.Mail.Maildir}
            """);
        yield return Message("Next: a configuration of your own", $$"""
            Put this into restante.json, with your names and files:

                {
                  "hostname": "pop.example.com",
                  "data": "/var/lib/restante",
                  "listen": [
                    { "protocol": "pop3",  "address": "0.0.0.0:110" },
                    { "protocol": "pop3s", "address": "0.0.0.0:995" }
                  ],
                  "tls": { "certificate": "fullchain.pem", "key": "privkey.pem" }
                }

            Then:

                {{Self()}} config check --config restante.json
                {{Self()}} serve --config restante.json

            Remove this user when you are done with it: {{Self()}} user remove {{Demo}}{{Data()}}
            """);
    }

    private string Message(string subject, string body) => string.Create(CultureInfo.InvariantCulture, $"""
        From: Restante <restante@{options.Hostname}>
        To: {Demo}@{options.Hostname}
        Subject: {subject}
        Date: {time.GetUtcNow():ddd, dd MMM yyyy HH:mm:ss} +0000
        Message-ID: <{Guid.CreateVersion7():N}@{options.Hostname}>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        {body}

        """);
}
